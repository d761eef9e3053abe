"""Evaluates CloudWatch metric math: the operators and functions that alarms of tables need.

Source: "Using math expressions with CloudWatch metrics" in the CloudWatch User Guide. A time series maps the second at
which a period begins to its value; what is missing counts as 0 where another series has a value, and nothing has a
value where all series are missing.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

__all__ = ["Series", "evaluate"]

Series = Mapping[int, float]
Operand = float | Series
Value = Operand | Sequence[Series]

ARITHMETIC: Final[dict[type[ast.operator], Callable[[float, float], float]]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
COMPARISONS: Final[dict[type[ast.cmpop], Callable[[float, float], bool]]] = {
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}
FUNCTIONS: Final[dict[str, Callable[[Sequence[float]], float]]] = {
    "SUM": sum,
    "AVG": lambda values: sum(values) / len(values),
    "MIN": min,
    "MAX": max,
}


def evaluate(expression: str, metrics: Mapping[str, Series], *, periods: Mapping[str, int]) -> Series:
    """The series that an expression makes of metrics, given with the seconds of their periods by ID."""
    value = _Expression(metrics, periods).value(ast.parse(expression, mode="eval").body)
    if not isinstance(value, Mapping):
        raise ValueError(f"{expression} is not a time series")
    return value


def combined(function: Callable[..., float], *operands: Operand) -> Operand:
    """What a function makes of operands, moment by moment; a division by zero has no value."""
    series = [operand for operand in operands if isinstance(operand, Mapping)]
    if not series:
        return function(*operands)
    made = {}
    for moment in sorted({moment for each in series for moment in each}):
        at_moment = [each.get(moment, 0.0) if isinstance(each, Mapping) else each for each in operands]
        try:
            made[moment] = function(*at_moment)
        except ZeroDivisionError:
            continue
    return made


def across(function: Callable[[Sequence[float]], float], series: Sequence[Series]) -> Series:
    """What a function makes of the values that there are at each moment of several series."""
    moments = sorted({moment for each in series for moment in each})
    return {moment: function([each[moment] for each in series if moment in each]) for moment in moments}


class _Expression:
    """An expression's metrics, and the value of its nodes, which Python's own grammar reads."""

    def __init__(self, metrics: Mapping[str, Series], periods: Mapping[str, int]) -> None:
        self.metrics = metrics
        self.periods = periods

    def value(self, node: ast.AST) -> Value:
        match node:
            case ast.Constant(value=int() | float() as number):
                return float(number)
            case ast.Name(id=metric) if metric in self.metrics:
                return self.metrics[metric]
            case ast.List(elts=elements):
                return [self.series(element) for element in elements]
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return combined(operator.neg, self.operand(operand))
            case ast.BinOp(left=left, op=sign, right=right) if type(sign) in ARITHMETIC:
                return combined(ARITHMETIC[type(sign)], self.operand(left), self.operand(right))
            case ast.Compare(left=left, ops=[sign], comparators=[right]) if type(sign) in COMPARISONS:
                compare = COMPARISONS[type(sign)]
                return combined(lambda one, other: float(compare(one, other)), self.operand(left), self.operand(right))
            case ast.Call(func=ast.Name(id=function), args=arguments):
                return self.call(function, arguments)
        raise ValueError(f"the stand-in does not know this part of metric math: {ast.unparse(node)}")

    def call(self, function: str, arguments: list[ast.expr]) -> Value:
        match function, arguments:
            case "METRICS", []:
                return list(self.metrics.values())
            case "PERIOD", [ast.Name(id=metric)]:
                return float(self.periods[metric])
            case "IF", [condition, then, otherwise]:
                operands = [self.operand(each) for each in (condition, then, otherwise)]
                return combined(lambda test, one, other: one if test else other, *operands)
            case "SUM" | "AVG" | "MIN" | "MAX", [array]:
                value = self.value(array)
                if isinstance(value, Sequence):
                    return across(FUNCTIONS[function], value)
        raise ValueError(f"the stand-in does not know this call of metric math: {function} of {len(arguments)}")

    def operand(self, node: ast.AST) -> Operand:
        value = self.value(node)
        if isinstance(value, Sequence):
            raise TypeError("an array of metrics stands where one value is wanted")
        return value

    def series(self, node: ast.AST) -> Series:
        value: Any = self.value(node)
        if not isinstance(value, Mapping):
            raise TypeError("an array holds metrics only")
        return value
