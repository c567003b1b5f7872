"""PDF: what the page says, where it says it, and which bytes of which object say so.

    opened -> fonts, content -> stretches -> lines -> reading order -> blocks -> extract

A PDF's content streams are no text in an encoding, so its one part is its *extract*: UTF-8, one line for each baseline,
pages ended by form feeds. `origins` maps the extract to boxes on pages and to bytes of objects.

Frames: lengths on a page are integers, hundredths of a point (1/7200 inch), from the upper left corner of the page as it
is shown, downwards. They are rounded before anything is compared, so that every machine reads the same text.

Source: ISO 32000-1 (PDF 1.7).
"""
