"""The handoff form as a browser sends it."""

from tests.factories import AgentFactory, HandoffTypeFactory, TeamFactory


def package_form(**changes: object) -> dict[str, object]:
    """A complete form, to a new team where somebody works."""
    return {
        "type": HandoffTypeFactory().pk,
        "to": changes.get("to") or AgentFactory(team=TeamFactory(tier=2)).teams.get().pk,
        "issue_summary": "Sync fails with 429.",
        "step": ["New API key"],
        "result": ["same 429"],
        "sentiment": "frustrated",
        "sentiment_note": "Third contact.",
        "urgency": "high",
        "business_impact": "Orders stop.",
        "next_best_action": "Compare the limits.",
        **changes,
    }
