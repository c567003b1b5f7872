"""Which elements of HTML end which: the lists that the rules of tree construction name.

Source: WHATWG HTML, 13.2.4.2 (the stack of open elements), 13.2.6 (tree construction).
"""

from __future__ import annotations

VOID = frozenset(
    """
    area base basefont bgsound br col embed frame hr img input keygen link meta param source track wbr
    """.split()  # noqa: SIM905 (a table to read)
)
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
CLOSES_P = frozenset(
    """
    address article aside blockquote center details dialog dir div dl fieldset figcaption figure footer form header hgroup
    hr listing main menu nav ol p plaintext pre search section summary table ul xmp li dd dt h1 h2 h3 h4 h5 h6
    """.split()  # noqa: SIM905 (a table to read)
)
"""Elements that end a paragraph where they begin."""
FORMATTING = frozenset("a b big code em font i nobr s small strike strong tt u".split())  # noqa: SIM905
"""Elements whose end tag closes them alone, and not what was opened in them."""
SCOPE = frozenset("applet caption html table td th marquee object template".split())  # noqa: SIM905
"""Elements out of which an end tag does not reach."""
SPECIAL = (
    CLOSES_P
    | SCOPE
    | frozenset("body button colgroup frameset head iframe noembed noframes noscript script select style".split())  # noqa: SIM905
    | frozenset("tbody textarea tfoot thead title tr".split())  # noqa: SIM905
)
PASSED_BY_ITEMS = frozenset({"address", "div", "p"})
IN_HEAD = frozenset("base basefont bgsound link meta noframes script style template title noscript head html".split())  # noqa: SIM905
SECTIONS = frozenset({"tbody", "thead", "tfoot"})
CELLS = frozenset({"td", "th"})
OF_TABLES = frozenset({"caption", "colgroup", "col", "tr"}) | SECTIONS | CELLS
TABLE_CONTEXT = frozenset({"table", "tr"}) | SECTIONS
STAYS_IN_TABLE = frozenset({"script", "style", "template", "input", "form"})
"""Elements that may stand between the rows of a table: none of them shows text there."""
RUBY = frozenset({"rb", "rp", "rt", "rtc"})
CLOSED_BY_ITSELF = frozenset({"a", "button", "dd", "dt", "li", "optgroup", "option"}) | RUBY
FOREIGN = frozenset({"svg", "math"})
INTEGRATION = frozenset({"foreignobject", "desc", "title", "annotation-xml", "mi", "mo", "mn", "ms", "mtext"})
"""Elements of SVG and MathML whose content is HTML again."""
BREAKOUT = frozenset(
    """
    b big blockquote body br center code dd div dl dt em embed h1 h2 h3 h4 h5 h6 head hr i img li listing menu meta nobr ol p
    pre ruby s small span strong strike sub sup table tt u ul var
    """.split()  # noqa: SIM905 (a table to read)
)
"""Elements of HTML that end SVG and MathML where they begin in it."""
# Scripts are taken to run, as browsers do.
RAW = frozenset({"script", "style", "xmp", "iframe", "noembed", "noframes", "noscript"})
"""Elements whose content is characters up to their own end tag."""
RCDATA = frozenset({"title", "textarea"})
"""The same, but for references, which are decoded."""
HOLDS_CHARACTERS = RAW | RCDATA | {"pre", "listing", "plaintext"}
"""Elements whose content is characters, or begins with a line break that is none of it."""
MAY_BE_NOTHING = OF_TABLES | {"html", "head", "body", "form"}
"""Elements whose start tag is nothing in some places."""
NOTED = frozenset({"html", "meta", "script", "style", "title"})
"""Elements that say something of their page, and are looked for before it is rendered."""
MINDS_TEXT = TABLE_CONTEXT | {"head"}
"""Elements in which text may belong elsewhere."""
TAKES_PARTS = MINDS_TEXT | HOLDS_CHARACTERS | {"html", "body"}
"""Elements whose text and whose end have rules of their own."""
RULED = (
    OF_TABLES
    | IN_HEAD
    | FOREIGN
    | CLOSES_P
    | CLOSED_BY_ITSELF
    | STAYS_IN_TABLE
    | RAW
    | RCDATA
    | {"html", "head", "body", "frameset", "image", "listing", "plaintext", "pre", "table"}
)
"""Elements that a rule of tree construction names; all others are opened where they stand."""
