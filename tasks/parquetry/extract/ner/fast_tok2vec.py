"""Tok2vec: what each token of a text looks like to spaCy's `ner`, by the same layers written out for numpy.

What a word's embedding looks like depends on the word alone, and is computed once for each; four convolutions look about
it. Written out, a convolution is three matrix products, one for each piece of its maxout, so that the greatest piece is
found by a comparison of whole matrices; thinc's layers keep the pieces side by side, for training.

Source: spaCy 3.8, `spacy.HashEmbedCNN` and its layers in thinc 8: `expand_window`, `maxout`, `layernorm`, `residual`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from spacy.tokens import Doc
    from spacy.vocab import Vocab

# 2**64 divided by the golden ratio: a multiplier that spreads hashes (Knuth, "Fibonacci hashing").
_MIX = np.uint64(0x9E3779B97F4A7C15)
_TINY = np.float32(1e-8)
_CONVOLUTION = "residual(expand_window>>maxout>>layernorm>>dropout)"


@dataclass(frozen=True, slots=True, eq=False)
class Maxout:
    """A layer that takes the greatest of several linear pieces, normalised.

    `pieces` are its matrices, each (inputs, outputs), and `bias` what is added to each product.
    """

    pieces: tuple[NDArray[np.float32], ...]
    bias: NDArray[np.float32]
    gain: NDArray[np.float32]
    shift: NDArray[np.float32]

    def outputs(self, rows: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return what the layer makes of each row (rows, inputs)."""
        # Piece by piece with a running maximum: only one matrix more than the result is in memory.
        best: NDArray[np.float32] = rows @ self.pieces[0] + self.bias[0]
        for piece, bias in zip(self.pieces[1:], self.bias[1:], strict=True):
            np.maximum(best, rows @ piece + bias, out=best)
        # Layer normalisation, in place: mean zero, variance one, then the trained gain and shift.
        best -= best.mean(axis=1, keepdims=True)
        spread = np.einsum("ij,ij->i", best, best) / np.float32(best.shape[1]) + _TINY
        best *= (spread ** np.float32(-0.5))[:, None]
        best *= self.gain
        best += self.shift
        return best


def maxout(
    weights: NDArray[np.float32], bias: NDArray[np.float32], gain: NDArray[np.float32], shift: NDArray[np.float32]
) -> Maxout:
    """Return a layer with the weights of thinc's: (outputs, pieces, inputs) and (outputs, pieces)."""
    pieces = tuple(_turned(weights[:, k]) for k in range(weights.shape[1]))
    return Maxout(pieces, np.ascontiguousarray(bias.T), gain, shift)


@dataclass(frozen=True, slots=True, eq=False)
class Encoder:
    """The layers above the embedding of words: the convolutions, and the projection after them.

    A convolution looks at a token and its neighbour on each side, and adds to the token's row what it makes of them.
    `pad` is how many empty rows stand between texts, so that none sees another.
    """

    convolutions: tuple[Maxout, ...]
    pad: int
    project: NDArray[np.float32]
    bias: NDArray[np.float32]

    def vectors(self, embedded: NDArray[np.float32], words: NDArray[np.intp], lengths: Sequence[int]) -> NDArray[np.float32]:
        """Return a vector for each token of texts that lie one after another: (tokens, width).

        `embedded` has a row for each different word, `words` the row of each token, `lengths` the tokens of each text.
        """
        # Empty rows between the texts, so that no text changes the vectors of the next.
        at = np.arange(len(words)) + self.pad * (1 + np.repeat(np.arange(len(lengths)), lengths))
        rows = np.zeros((len(words) + self.pad * (1 + len(lengths)), embedded.shape[1]), np.float32)
        rows[at] = embedded[words]
        for convolution in self.convolutions:
            rows += convolution.outputs(_windows(rows))
        out: NDArray[np.float32] = rows[at] @ self.project + self.bias
        return out


@dataclass(frozen=True, slots=True, eq=False)
class Tok2Vec:
    """The layers of one `ner`: the embedding of words as thinc has it, and those above it."""

    embed: Any
    layers: Encoder

    def vectors(self, docs: Sequence[Doc]) -> NDArray[np.float32]:
        """Return a vector for each token of the texts, one text after another: (tokens, width)."""
        # Each different word is embedded once; `inverse` puts the rows back at all places where it stands.
        words = np.concatenate([doc.to_array(["ORTH", "NORM"]) for doc in docs])
        keys = words[:, 0] ^ (words[:, 1] * _MIX)  # one word in two norms ("'s": is, has) is two
        _, first, inverse = np.unique(keys, return_index=True, return_inverse=True)
        embedded = self.embed.predict([_of_words(docs[0].vocab, words[first])])[0]
        return self.layers.vectors(embedded, inverse, [len(doc) for doc in docs])


def written_out(tok2vec: Any) -> Tok2Vec | None:  # noqa: ANN401 (thinc's model)
    """Return the layers of a `tok2vec` written out, or null where they are not the ones we know."""
    # Each test is for one part of the architecture. Anything else, such as a transformer, runs through spaCy itself.
    if not tok2vec.layers or len(tok2vec.layers[0].layers) != 2 or not tok2vec.name.endswith("list2array>>linear"):  # noqa: PLR2004
        return None
    embed, encode = tok2vec.layers[0].layers
    # A wrapper that pads the texts holds the chain of convolutions.
    chained = encode.layers[0] if encode.layers else encode
    residuals = chained.layers if chained.name == ">>".join([_CONVOLUTION] * len(chained.layers)) else []
    if not (embed.name.startswith("extract_features") and "expand_window" not in embed.name and residuals):
        return None
    # `Encoder` looks at one neighbour on each side.
    if any(layer.layers[0].layers[0].attrs["window_size"] != 1 for layer in residuals):
        return None
    linear = tok2vec.layers[-1]
    above = Encoder(
        tuple(map(_written_out, residuals)), encode.attrs["pad"], _turned(linear.get_param("W")), linear.get_param("b")
    )
    return Tok2Vec(embed, above)


def _written_out(residual: Any) -> Maxout:  # noqa: ANN401 (thinc's model)
    layers = {layer.name: layer for layer in residual.walk()}
    products, norm = layers["maxout"], layers["layernorm"]
    return maxout(products.get_param("W"), products.get_param("b"), norm.get_param("G"), norm.get_param("b"))


def _windows(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the row before, the row itself and the row after side by side; outside of the text there are zeros."""
    tokens, width = rows.shape
    seen = np.zeros((tokens, 3 * width), np.float32)
    seen[1:, :width] = rows[:-1]
    seen[:, width : 2 * width] = rows
    seen[:-1, 2 * width :] = rows[1:]
    return seen


def _turned(weights: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.ascontiguousarray(weights.T)


def _of_words(vocab: Vocab, words: NDArray[np.uint64]) -> Doc:
    """Return a text of these words, rows of (word, norm) as hashes of spaCy's, in this order."""
    from spacy.tokens import Doc as Text  # noqa: PLC0415

    text = Text(vocab, words=[vocab.strings[int(word)] for word in words[:, 0]])
    # A made-up text gets norms by default; words whose norm depended on their place ("'s" as is or has) get theirs back.
    norms = text.to_array("NORM")
    for k in np.flatnonzero(norms != words[:, 1]).tolist():
        text[k].norm_ = vocab.strings[int(words[k, 1])]
    return text
