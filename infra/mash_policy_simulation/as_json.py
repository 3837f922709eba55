"""A simulation for other programs to read: counts of groups as they may be shown, moves one by one."""

from typing import Any

from mash_policy_simulation.moves import Move, Standing
from mash_policy_simulation.run import Run
from mash_policy_simulation.tables import headline, moves_first_to_look_at, tables


def as_json(run: Run) -> dict[str, Any]:
    """In tables of groups null stands for one to four children."""
    tally = run.tally
    return {
        "edition": {"id": run.new.id, "digest": run.new.digest},
        "against": {"id": run.against.id, "digest": run.against.digest} if run.against else None,
        "headline": headline(run),
        "referrals": tally.referrals,
        "refused": tally.refused,
        "received": {
            "first": tally.first.isoformat() if tally.first else None,
            "last": tally.last.isoformat() if tally.last else None,
        },
        "moved": tally.moved,
        "directions": {direction.value: count for direction, count in tally.directions.items()},
        "moved_by_rules": tally.moved_by_rules,
        "tables": {
            table.name: {
                "title": table.title,
                "columns": table.columns,
                "rows": table.rows,
                "note": table.note,
            }
            for table in tables(run)
        },
        "moves": [_move(move) for move in moves_first_to_look_at(tally)],
    }


def _move(move: Move) -> dict[str, Any]:
    return {
        "reference": move.reference,
        "direction": move.direction,
        "before": _standing(move.before),
        "after": _standing(move.after),
        "because": [{"part": cause.part, "code": cause.code} for cause in move.because],
    }


def _standing(standing: Standing) -> dict[str, Any]:
    return {
        "level": standing.level,
        "rag": standing.rag,
        "legal_basis": standing.legal_basis,
        "pathways": standing.pathways,
        "decide_by": standing.decide_by.isoformat(),
    }
