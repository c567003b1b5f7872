"""BILUO: spaCy's transition-based `ner`, decoded all at once instead of token by token.

Every move of a BILUO system consumes one token, and a state is no more than its token and, within an entity, where that
began. So the scores of the closed state are one matrix product over all tokens of a batch; only where one opens an
entity is more to be computed, and all that are open go on together, round by round; then one walk picks the spans.

The spans are those of spaCy's own loop, which a test shows for both pipelines we know.
Source: spaCy 3.8, `parser_model.pyx` and `_parser_internals/ner.pyx`; Lample et al. (2016) for the scheme.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from parquetry.extract.ner.fast_tok2vec import Tok2Vec, written_out

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray
    from spacy.tokens import Doc

BATCH = 2_000
"""Most tokens of a batch, but for one long text: more gains nothing and takes memory."""
FEATURES = 3
"""What a state shows the model: the next token, the first of the open entity, the one before the next."""
_ROUNDS = 24
"""Most tokens for which all entities that might be open go on together; few are longer, and those go on alone."""
_NEVER = np.float32(-np.inf)


@dataclass(frozen=True, slots=True, eq=False)
class Decoder:
    """The weights and moves of one `ner` above its token vectors. Moves are indices into its scores.

    `lower` is (width, places * pieces * hidden), `bias` (pieces, hidden), `pad` (places, pieces, hidden).
    """

    lower: NDArray[np.float32]
    bias: NDArray[np.float32]
    pad: NDArray[np.float32]
    upper: NDArray[np.float32]
    upper_bias: NDArray[np.float32]
    begins: NDArray[np.intp]
    closes: NDArray[np.intp]
    out: int
    labels: tuple[str, ...]
    inside: NDArray[np.intp]
    last: NDArray[np.intp]

    def spans(
        self, vectors: NDArray[np.float32], lengths: Sequence[int], spaces: NDArray[np.bool_] | None = None
    ) -> list[list[tuple[int, int, str]]]:
        """Return for each text its entities, (start, end, label) in tokens, as spaCy would.

        `vectors` (tokens, width) has the texts one after another, `lengths` how many tokens each has, one at least;
        `spaces` tells which tokens are white space, none where it is null.
        """
        # What each token adds to a state in each of the three places: (tokens, places, pieces, hidden).
        features: NDArray[np.float32] = (vectors @ self.lower).reshape(len(vectors), *self.pad.shape)
        # `starts` is where each text begins, and where all end.
        starts = np.concatenate(([0], np.cumsum(lengths)))
        closed = self._closed(features, starts, spaces)
        ends = self._ends(closed, features, starts)
        bounds = zip(starts[:-1].tolist(), starts[1:].tolist(), strict=True)
        return [list(self._walk(closed, ends, features, start, stop)) for start, stop in bounds]

    def _hidden(self, sums: NDArray[np.float32]) -> NDArray[np.float32]:
        sums = sums + self.bias
        # Maxout: of several linear pieces the greatest counts.
        out: NDArray[np.float32] = sums[..., 0, :]
        for piece in range(1, sums.shape[-2]):
            out = np.maximum(out, sums[..., piece, :])
        return out

    def _closed(
        self, features: NDArray[np.float32], starts: NDArray[np.intp], spaces: NDArray[np.bool_] | None
    ) -> NDArray[np.intp]:
        """Return the best move of each token while no entity is open."""
        # No entity is open, so the two places that look at one get the trained padding vectors.
        scores = self._hidden(features[:, 0] + self.pad[1] + self.pad[2]) @ self.upper.T + self.upper_bias
        # Moves that the rules of BILUO forbid: to go on in what is not open, and to begin on the last token of a text.
        scores[:, self.closes] = _NEVER
        scores[np.ix_(starts[1:] - 1, self.begins)] = _NEVER
        best: NDArray[np.intp] = scores.argmax(axis=1)
        # In spaCy white space begins no entity: with none open its only move is O.
        if spaces is not None:
            best[spaces] = self.out
        return best

    def _goes_on(self, features: NDArray[np.float32], at: Any, begun: Any, move: Any) -> Any:  # noqa: ANN401 (one or many)
        """Tell for entities begun by a move whether the token at `at` is not yet their last."""
        hidden = self._hidden(features[at, 0] + features[begun, 1] + features[at - 1, 2])
        # In an open entity only two moves are left, I and L of its label, so that two rows of `upper` are enough.
        inside, last = self.inside[move], self.last[move]
        on = (hidden * self.upper[inside]).sum(axis=-1) + self.upper_bias[inside]
        end = (hidden * self.upper[last]).sum(axis=-1) + self.upper_bias[last]
        # Of equal scores spaCy takes the move with the smaller number.
        return (on > end) | ((on == end) & (inside < last))

    def _ends(self, closed: NDArray[np.intp], features: NDArray[np.float32], starts: NDArray[np.intp]) -> dict[int, int]:
        """Return where each entity that may be begun ends, if it is not too long."""
        # Entities of one token (U) have no inside and end where they begin.
        begun = np.flatnonzero(self.inside[closed] >= 0)
        final = starts[np.searchsorted(starts, begun, side="right")] - 1
        at = begun + 1
        ends: dict[int, int] = {}
        for _ in range(_ROUNDS):
            if not len(begun):
                break
            # The last token of a text always closes.
            on = (at < final) & self._goes_on(features, at, begun, closed[begun])
            ends |= zip(begun[~on].tolist(), (at[~on] + 1).tolist(), strict=True)
            # Only what is still open goes into the next round.
            begun, final, at = begun[on], final[on], at[on] + 1
        return ends

    def _walk(
        self, closed: NDArray[np.intp], ends: dict[int, int], features: NDArray[np.float32], start: int, stop: int
    ) -> Iterator[tuple[int, int, str]]:
        """Yield the entities of one text, whose tokens are `start` to `stop` of the batch."""
        free = start
        # The walk skips starts within an entity already taken, as spaCy's loop would never have been there with none open.
        for begun in (np.flatnonzero(closed[start:stop] != self.out) + start).tolist():
            if begun < free:
                continue
            move = int(closed[begun])
            free = begun + 1
            if self.inside[move] >= 0:
                # Not in `ends`: longer than all rounds, so it goes on alone from where the rounds stopped.
                free = ends.get(begun) or self._end(features, begun, begun + _ROUNDS + 1, move, stop)
            yield begun - start, free - start, self.labels[move]

    def _end(self, features: NDArray[np.float32], begun: int, at: int, move: int, stop: int) -> int:
        """Return where a long entity ends."""
        while at < stop - 1 and self._goes_on(features, at, begun, move):
            at += 1
        return at + 1


def is_supported(ner: Any) -> bool:  # noqa: ANN401 (spaCy's pipe)
    """Tell whether a pipe is the transition system we know, with one state a token and layers that can be written out."""
    model: Any = ner.model
    moves: Any = getattr(ner, "moves", None)
    if type(moves).__name__ != "BiluoPushDown" or model.name != "parser_model" or not model.attrs["has_upper"]:
        return False
    lower = model.get_ref("lower")
    return (
        lower.get_dim("nF") == FEATURES
        and lower.get_dim("nP") >= 2  # noqa: PLR2004 (one piece is no maxout)
        # Labels added after training have no trained scores, and spaCy gives them special treatment.
        and not model.attrs["unseen_classes"]
        # A beam keeps several histories; here there is one.
        and ner.cfg.get("beam_width", 1) == 1
    )


@dataclass(frozen=True, slots=True, eq=False)
class FastNer:
    """A `ner` of spaCy's, written out: token vectors, and the decoder above them."""

    tok2vec: Tok2Vec
    decoder: Decoder

    def find(self, docs: Sequence[Doc]) -> list[list[tuple[int, int, str]]]:
        """Return for each text its entities, (start, end, label) in tokens, as spaCy would."""
        entities_of: list[list[tuple[int, int, str]]] = [[] for _ in docs]
        lengths = [len(doc) for doc in docs]
        for batch in batches(lengths):
            of_batch = [docs[k] for k in batch]
            spaces = np.concatenate([doc.to_array("IS_SPACE") for doc in of_batch]).astype(bool)
            spans = self.decoder.spans(self.tok2vec.vectors(of_batch), [lengths[k] for k in batch], spaces)
            for k, entities in zip(batch, spans, strict=True):
                entities_of[k] = entities
        return entities_of


def fast_ner(ner: Any) -> FastNer | None:  # noqa: ANN401 (spaCy's pipe)
    """Return a pipe written out, or null where `is_supported` or its embedding says no: then spaCy's loop runs it."""
    if not is_supported(ner):
        return None
    tok2vec = written_out(ner.model.get_ref("tok2vec"))
    if tok2vec is None:
        return None
    lower, upper = ner.model.get_ref("lower"), ner.model.get_ref("upper")
    names = [ner.moves.get_class_name(move) for move in range(ner.moves.n_moves)]
    state = StateWeights(
        lower.get_param("W"), lower.get_param("b"), lower.get_param("pad"), upper.get_param("W"), upper.get_param("b")
    )
    return FastNer(tok2vec, decoder(names, state))


@dataclass(frozen=True, slots=True, eq=False)
class StateWeights:
    """Weights of the layers above token vectors, shaped as spaCy has them.

    `lower` is (places, hidden, pieces, width), `bias` (hidden, pieces), `pad` (1, places, hidden, pieces), `upper` (moves,
    hidden), `upper_bias` (moves).
    """

    lower: NDArray[np.float32]
    bias: NDArray[np.float32]
    pad: NDArray[np.float32]
    upper: NDArray[np.float32]
    upper_bias: NDArray[np.float32]


def _moves_of_same_label(names: Sequence[str], places: Mapping[str, int], kind: str) -> Any:  # noqa: ANN401 (an array)
    """Return for each move that begins an entity the move of another kind with its label; -1 for all others."""
    return np.array([places[f"{kind}{name[1:]}"] if name[:1] == "B" else -1 for name in names])


def decoder(names: Sequence[str], state: StateWeights) -> Decoder:
    """Return the decoder of a model's moves and weights, its matrices turned for one product over all tokens.

    `names` are those of its moves: `B-ORG`, `I-ORG`, `L-ORG`, `U-ORG`, `O`, and `M` for one that is missing.
    """
    kinds = np.array([name[:1] for name in names])
    # `O` has an empty label.
    labels = tuple(name[2:] for name in names)
    places = {name: move for move, name in enumerate(names)}
    weights = state.lower.swapaxes(1, 2)  # (places, pieces, hidden, width)
    return Decoder(
        np.ascontiguousarray(weights.reshape(-1, weights.shape[-1]).T),
        np.ascontiguousarray(state.bias.T),
        np.ascontiguousarray(state.pad[0].swapaxes(1, 2)),
        state.upper,
        state.upper_bias,
        begins=np.flatnonzero(kinds == "B"),
        closes=np.array([k for k, name in enumerate(names) if name[:1] not in "BUO" or (name != "O" and not labels[k])]),
        out=places["O"],
        labels=labels,
        # For each move that begins an entity, the moves that go on and end with the same label; -1 for all others.
        inside=_moves_of_same_label(names, places, "I"),
        last=_moves_of_same_label(names, places, "L"),
    )


def batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Yield the indices of the texts that have tokens, the short first, as many as make a batch; `lengths` in tokens."""
    batch: list[int] = []
    size = 0
    # Short texts first, so that a batch is full of texts of like length.
    for k in sorted((k for k, length in enumerate(lengths) if length), key=lambda k: lengths[k]):
        if batch and size + lengths[k] > BATCH:
            yield batch
            batch, size = [], 0
        batch.append(k)
        size += lengths[k]
    if batch:
        yield batch
