"""Why a blueprint cannot be built, in sentences with the lines that are to blame."""

from __future__ import annotations

from quizkit.errors import ContentError
from quizkit.exam.assembly import Impossible
from quizkit.exam.plan import Plan, place_of
from quizkit.exam.pool import Pool
from quizkit.exam.problem import Rule
from quizkit.model.finding import Finding

NOT_FOUND = (
    "no forms were found within the bounds of the search, which does not prove that there are none; "
    "widen a tolerance, or ask for fewer questions where enemies are many."
)


def refusal(plan: Plan, pool: Pool, error: Impossible) -> ContentError:
    """The error that says so: a finding for each demand to blame."""
    if error.lacks:
        findings = [
            plan.finding(lack.code, place_of(lack.rule, pool.own_enemies), lack.message, lack.fix)
            for lack in error.lacks
        ]
        return ContentError(f"the blueprint '{plan.file}' cannot be met, as counting shows.", findings)
    several = "" if error.alone else f" by {plan.blueprint.forms} forms"
    less = "any one of them less, and they can be" if error.least else "some of them may be innocent"
    count = len(error.rules)
    says = f"{count} demands cannot be met together{several}; {less}"
    says = says if count > 1 else f"one demand cannot be met{several}"
    return ContentError(
        f"the blueprint '{plan.file}' is impossible, which is proved: {says}.",
        [_blamed(plan, pool, rule) for rule in error.rules],
    )


def _blamed(plan: Plan, pool: Pool, rule: Rule) -> Finding:
    path = place_of(rule, pool.own_enemies)
    return plan.finding("contradicts-the-others", path, f"{said(pool, rule)}.", "Change one of these.")


def said(pool: Pool, rule: Rule) -> str:
    """What `rule` asks for, in words."""
    problem = pool.problem
    allowed = problem.parallel
    match rule.of:
        case "demand":
            return f"It asks for {problem.totals[rule.index].name}"
        case "require":
            return f"It requires '{problem.required[rule.index]}'"
        case "enemies":
            return f"Enemies never meet: {', '.join(problem.enemies[rule.index])}"
        case "minutes":
            return f"The questions fit into {problem.minutes:g} minutes"
        case "points":
            return f"A form has {problem.points:g} points"
        case "overlap":
            return f"Two forms share at most {problem.overlap} questions"
        case "equal-topics":
            return "All forms have as many questions of each topic"
        case "equal-score":
            return f"The expected scores lie within {100 * allowed.score:g} %"
        case "equal-minutes":
            return f"The expected minutes lie within {100 * allowed.minutes:g} %"
    return f"The forms' points lie within {100 * allowed.points:g} %"
