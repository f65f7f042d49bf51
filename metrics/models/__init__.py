from metrics.models.survey import SurveyAnswer

__all__ = ["SurveyAnswer"]
