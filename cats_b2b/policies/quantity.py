"""How many of a product may be ordered: minimum, multiple and stock in one decision.

Source: ORD-5, "each product has its own minimum order quantity and optional multiple".
Quantities come and go as floats; inside they are exact fractions, so that 0.1 + 0.2 is
0.3, a sixth of a pack is a sixth, and a multiple is a question of integers.
"""

from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor, gcd, lcm

from .because import Reason


@dataclass(frozen=True)
class QuantityRule:
    """What a product asks of the quantity ordered, in the product's own unit.

    :param float minimum: smallest quantity sold; 0 asks for none.
    :param float multiple: the quantity is a multiple of this; 0 allows any.
    """

    minimum: float = 0.0
    multiple: float = 0.0

    def __bool__(self):
        return self.minimum > 0 or self.multiple > 0


@dataclass(frozen=True)
class LineUnit:
    """The unit in which one order line counts.

    :param float factor: size of one line unit in product units (6.0 for a pack of 6).
    :param float step: smallest change of the line's quantity, in line units.
    """

    factor: float = 1.0
    step: float = 0.01


@dataclass(frozen=True)
class QuantityDecision:
    """The quantity (line unit) that a line may have, and why it is not what was asked.

    ``because`` is empty when the quantity asked for stands.
    """

    requested: float
    allowed: float
    because: tuple = ()

    def outcome_json(self):
        return self.allowed


def decide_quantity(requested, rule, *, unit=None, held=0.0, available=None):
    """Decide the quantity of one order line.

    The other lines of the same product count together with it: minimum and multiple are
    asked of the sum. A quantity between two multiples goes up to the next one, unless
    stock is short: then down to the highest that stock allows. Seven wanted in packs of
    six with seven in stock gives six; it never becomes twelve behind the buyer's back.

    :param float requested: wanted quantity, in the line's unit. Zero or less removes
        the line, which is always allowed.
    :param QuantityRule rule: the product's rule.
    :param LineUnit unit: the line's unit; the product's own by default.
    :param float held: quantity on the other lines of the product, in product units.
    :param float available: quantity that may be sold in all, in product units;
        ``None`` when stock sets no limit.
    :return: the decision, its quantity in the line's unit.
    :rtype: QuantityDecision
    """
    if requested <= 0:
        return QuantityDecision(requested, 0.0)
    lattice = _Lattice(rule, unit or LineUnit(), held)
    wanted = lattice.steps(requested)
    cap = wanted if available is None else lattice.cap(available)
    if not lattice.solvable:
        reason = Reason("unit", {"multiple": rule.multiple, "held": held})
        return QuantityDecision(
            requested, lattice.quantity(min(wanted, cap)), (reason,)
        )
    steps = lattice.at_least(wanted)
    because = list(_reasons_of_rise(lattice, wanted, steps))
    if available is not None and steps > cap:
        steps = lattice.at_most(cap)
        facts = {"available": available, "minimum": rule.minimum}
        if rule.multiple:
            facts["multiple"] = rule.multiple
        because.append(Reason("stock" if steps > 0 else "stock_short", facts))
    if steps == wanted:
        return QuantityDecision(requested, lattice.quantity(steps))
    return QuantityDecision(requested, lattice.quantity(steps), tuple(because))


def check_total(total, rule):
    """Tell what is wrong with the quantity that an order holds of a product.

    :param float total: quantity on all lines of the product, in product units.
    :return: reasons ``minimum`` and ``multiple``; none when the quantity is fine or
        when nothing is ordered (removals and returns are exempt).
    :rtype: tuple[Reason]
    """
    exact = _exact(total)
    if exact <= 0:
        return ()
    reasons = []
    if exact < _exact(rule.minimum):
        reasons.append(Reason("minimum", {"minimum": rule.minimum, "total": total}))
    if rule.multiple and exact % _exact(rule.multiple):
        reasons.append(Reason("multiple", {"multiple": rule.multiple, "total": total}))
    return tuple(reasons)


def first_and_step(rule, unit=None, held=0.0):
    """Where the quantity box of a page starts, and by how much it steps.

    :param QuantityRule rule: the product's rule.
    :param LineUnit unit: the unit in which the page counts; whole units are stepped.
    :param float held: quantity on the other lines of the product, in product units.
    :return: (first quantity, step), both in the line's unit.
    :rtype: tuple[float, float]
    """
    lattice = _Lattice(rule, unit or LineUnit(step=1.0), held)
    return (
        lattice.quantity(lattice.at_least(1)),
        lattice.quantity(lattice.period),
    )


class _Lattice:
    """The quantities that a line can have: whole steps that meet minimum and multiple.

    In grains small enough to count everything exactly, with ``held`` grains elsewhere
    and ``grain`` grains to a step, the allowed numbers of steps are the solutions of
    ``held + steps * grain = 0 (mod multiple)``: one residue modulo a period, or none.
    """

    def __init__(self, rule, unit, held):
        self.rule = rule
        self.step = _exact(unit.step)
        self.size = self.step * _exact(unit.factor)
        self.held = _exact(held)
        self.floor = max(ceil((_exact(rule.minimum) - self.held) / self.size), 1)
        self.period, self.residue, self.solvable = 1, 0, True
        if rule.multiple:
            quantities = self.size, self.held, _exact(rule.multiple)
            grains = lcm(*(quantity.denominator for quantity in quantities))
            self._solve(*(int(quantity * grains) for quantity in quantities))

    def _solve(self, grain, held, multiple):
        shared = gcd(grain, multiple)
        self.period = multiple // shared
        self.solvable = held % shared == 0
        if self.solvable:
            inverse = pow(grain // shared, -1, self.period)
            self.residue = (-held // shared * inverse) % self.period

    def steps(self, quantity):
        """:return: the number of steps that covers a quantity of line units."""
        return ceil(_exact(quantity) / self.step)

    def quantity(self, steps):
        """:return: steps as a quantity of line units; whole ones as an integer."""
        quantity = steps * self.step
        return int(quantity) if quantity.denominator == 1 else float(quantity)

    def at_least(self, steps):
        """:return: the lowest allowed number of steps that is not below ``steps``."""
        start = max(steps, self.floor)
        return start + (self.residue - start) % self.period

    def at_most(self, steps):
        """:return: the highest allowed number of steps up to ``steps``, or 0."""
        highest = steps - (steps - self.residue) % self.period
        return highest if highest >= self.floor else 0

    def cap(self, available):
        """:return: the number of steps that the stock leaves to this line."""
        return max(floor((_exact(available) - self.held) / self.size), 0)


def _exact(quantity):
    """:return: the fraction that a float quantity stands for, free of binary noise."""
    return Fraction(quantity).limit_denominator(10**6)


def _reasons_of_rise(lattice, wanted, steps):
    rule = lattice.rule
    if wanted < lattice.floor:
        yield Reason("minimum", {"minimum": rule.minimum})
    if steps > max(wanted, lattice.floor):
        yield Reason("multiple", {"multiple": rule.multiple})
