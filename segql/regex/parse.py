"""From the text of a regular expression to its tree; what engines read differently is refused."""

from __future__ import annotations

import string
from typing import Never

from segql.regex import tree
from segql.regex.tree import Chain, Chars, Edge, Regex

MOST_REPETITIONS = 255
"""The largest number in `{m,n}`."""
_MOST_GROUPS = 30  # groups inside groups
# Escaped letters, digits, `<`, `>`, quotes and `_` mean something else to one engine or another.
_ESCAPABLE = frozenset(string.punctuation) - frozenset("<>`'_")
_CONTROLS = {"n": "\n", "t": "\t", "r": "\r"}
_DIGIT = tree.chars((0x30, 0x39))
_WORD = tree.chars((0x30, 0x39), (0x41, 0x5A), (0x5F, 0x5F), (0x61, 0x7A))
_SPACE = tree.chars((0x09, 0x0D), (0x20, 0x20))
_CLASSES = {
    "d": _DIGIT, "D": tree.complement(_DIGIT),
    "w": _WORD, "W": tree.complement(_WORD),
    "s": _SPACE, "S": tree.complement(_SPACE),
}  # fmt: skip
_ANY = tree.complement(tree.chars((0x0A, 0x0A)))
_OTHER_ESCAPES = {
    "b": ("a word boundary `\\b`", "write the characters that may stand around, such as `(^|\\W)`"),
    "B": ("a word boundary `\\B`", "write the characters that may stand around, such as `\\w`"),
    "A": ("`\\A`", "write `^`: it means only the very start"),
    "z": ("`\\z`", "write `$`: it means only the very end"),
    "Z": ("`\\Z`", "write `$`: it means only the very end"),
    "p": ("a Unicode class", "write the characters, such as `[가-힣]`"),
    "P": ("a Unicode class", "write the characters, such as `[^가-힣]`"),
}


class PatternError(ValueError):
    """What is wrong with a pattern; `start` and `end` are offsets within it."""

    def __init__(self, message: str, start: int, end: int, help: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.start = start
        self.end = end
        self.help = help


def parse(text: str) -> Regex:
    """The tree of a pattern. Raises PatternError."""
    return _Parser(text).whole()


class _Parser:
    """Recursive descent; `at` is the offset of the next character."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at: int = 0
        self.groups = 0

    def whole(self) -> Regex:
        for offset, char in enumerate(self.text):
            if char == "\0" or 0xD800 <= ord(char) <= 0xDFFF:
                raise PatternError("a character that no text may hold", offset, offset + 1)
        found = self.choice()
        if self.at < len(self.text):
            self.refuse("unmatched `)`", self.at, "write `\\)` for the character itself")
        return found

    def choice(self) -> Regex:
        options = [self.chain()]
        while self.take("|"):
            options.append(self.chain())
        return tree.choice(options)

    def chain(self) -> Regex:
        parts: list[Regex] = []
        while self.peek() not in ("", "|", ")"):
            start = self.at
            parts.append(self.quantified(self.atom(), start))
        return tree.chain([part for part in parts if part != Chain()])

    def atom(self) -> Regex:
        start = self.at
        char = self.next()
        match char:
            case "(":
                return self.group(start)
            case "[":
                return self.char_class(start)
            case ".":
                return _ANY
            case "^":
                return Edge("start")
            case "$":
                return Edge("end")
            case "\\":
                return self.escape(start)
            case "*" | "+" | "?":
                self.refuse(f"`{char}` with nothing to repeat", start, f"write `\\{char}` for the character")
            case "{" | "}" | "]":
                self.refuse(f"a `{char}` on its own", start, f"write `\\{char}` for the character itself")
            case _:
                return _one(char)

    def group(self, start: int) -> Regex:
        if self.peek() == "?":
            self.at = min(self.at + 2, len(self.text))
            self.refuse(
                f"`{self.text[start : self.at]}`, a special group, is not supported",
                start,
                "groups are written `( )`; there is no look-around, naming or flag",
            )
        self.groups += 1
        if self.groups > _MOST_GROUPS:
            self.refuse(f"groups are nested more than {_MOST_GROUPS} deep", start)
        found = self.choice()
        if not self.take(")"):
            self.at = start + 1
            self.refuse("this `(` is never closed", start, "write `\\(` for the character itself")
        self.groups -= 1
        return found

    def quantified(self, part: Regex, start: int) -> Regex:
        sign = self.at
        match self.peek():
            case "*":
                bounds = (0, None)
            case "+":
                bounds = (1, None)
            case "?":
                bounds = (0, 1)
            case "{":
                bounds = self.bounds()
            case _:
                return part
        self.at += 1
        if isinstance(part, Edge) or part == Chain():
            self.refuse(f"`{self.text[start : self.at]}` repeats the empty text", start)
        if self.peek() in ("*", "+", "?", "{"):
            self.refuse_second(sign)
        return tree.repeat(part, *bounds)

    def refuse_second(self, sign: int) -> Never:
        second = self.next()
        written = self.text[sign : self.at]
        if second == "?":
            self.refuse(f"the lazy quantifier `{written}` is not supported", sign, "leave out the last `?`")
        if second == "+":
            self.refuse(
                f"the possessive quantifier `{written}` is not supported", sign, "leave out the last `+`"
            )
        self.refuse(f"`{written}` repeats a repetition", sign, "put the inner one in parentheses: `(a*){2}`")

    def bounds(self) -> tuple[int, int | None]:
        """The numbers of `{m}`, `{m,}` or `{m,n}`; stops at the `}`."""
        start = self.at
        close = self.text.find("}", start)
        inside = self.text[start + 1 : close] if close > 0 else ""
        first, comma, second = inside.partition(",")
        if not _is_number(first) or not (second == "" or _is_number(second)):
            self.at += 1
            self.refuse(
                "`{` begins no `{m}`, `{m,}` or `{m,n}`", start, "write `\\{` for the character itself"
            )
        self.at = close
        low = _number(first)
        high = _number(second) if second else None if comma else low
        if max(low, high or 0) > MOST_REPETITIONS:
            self.at += 1
            self.refuse(f"a repetition of more than {MOST_REPETITIONS} times", start)
        if high is not None and high < low:
            self.at += 1
            self.refuse(f"`{{{inside}}}` has its bounds reversed", start, f"write `{{{high},{low}}}`")
        return low, high

    def escape(self, start: int) -> Chars:
        char = self.next()
        if char == "":
            self.refuse("a `\\` at the end", start, "write `\\\\` for the character itself")
        if char in _CONTROLS:
            return _one(_CONTROLS[char])
        if char in _CLASSES:
            return _CLASSES[char]
        if char in _ESCAPABLE:
            return _one(char)
        if char in string.digits:
            self.refuse(f"the back-reference `\\{char}` is not supported", start)
        what, help = _OTHER_ESCAPES.get(
            char, (f"the escape `\\{char}`", f"write `{char}` for the character itself")
        )
        self.refuse(f"{what} is not supported", start, help)

    def char_class(self, start: int) -> Chars:
        negated = self.take("^")
        if self.peek() == "]":
            self.at += 1
            self.refuse("an empty class", start, "write `\\]` for the character `]` inside a class")
        found: list[tuple[int, int]] = []
        first = self.at
        while not self.take("]"):
            found.extend(self.class_item(start, first))
        result = tree.complement(tree.chars(*found)) if negated else tree.chars(*found)
        if not result.ranges:
            self.refuse("a class that no character is in", start)
        return result

    def class_item(self, start: int, first: int) -> tuple[tuple[int, int], ...]:
        """One character, range or escape of the class that opens at `start`, its items at `first`."""
        begin = self.at
        low = self.class_char(start)
        if begin != first and self.text[begin] == "-" and self.peek() not in ("]", ""):
            self.refuse("a `-` that could begin a range", begin, "write `\\-` for the character itself")
        if self.peek() != "-" or self.text[self.at + 1 : self.at + 2] in ("]", ""):
            return low.ranges
        self.at += 1
        high = self.class_char(start)
        if not (_is_one(low) and _is_one(high)):
            self.refuse("a range has a class at its end", begin, "write `\\-` for the character `-`")
        (first_code, _), (last_code, _) = low.ranges[0], high.ranges[0]
        if last_code < first_code:
            self.refuse("a range that runs backwards", begin, "write the smaller character first")
        return ((first_code, last_code),)

    def class_char(self, start: int) -> Chars:
        begin = self.at
        char = self.next()
        if char == "":
            self.at = start + 1
            self.refuse("this `[` is never closed", start, "write `\\[` for the character itself")
        if char == "\\":
            return self.escape(begin)
        if char == "[":
            self.refuse("a `[` inside a class", begin, "write `\\[` for the character itself")
        if char in "&~|-" and self.peek() == char:
            self.at += 1
            self.refuse(f"`{char}{char}` inside a class, an operator to some engines", begin, "write it once")
        return _one(char)

    def peek(self) -> str:
        return self.text[self.at : self.at + 1]

    def next(self) -> str:
        char = self.peek()
        self.at += len(char)
        return char

    def take(self, char: str) -> bool:
        if self.peek() != char:
            return False
        self.at += 1
        return True

    def refuse(self, message: str, start: int, help: str | None = None) -> Never:
        """Refuses the characters from `start` to here (at least one)."""
        raise PatternError(message, start, max(self.at, start + 1), help)


def _one(char: str) -> Chars:
    return Chars(((ord(char), ord(char)),))


def _is_one(of: Chars) -> bool:
    return len(of.ranges) == 1 and of.ranges[0][0] == of.ranges[0][1]


def _is_number(text: str) -> bool:
    return text != "" and all(char in string.digits for char in text)


def _number(digits: str) -> int:
    short = digits.lstrip("0")[:4]  # four digits are beyond every bound: no huge number is made
    return int(short or "0")
