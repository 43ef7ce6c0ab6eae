"""What can be done with agreements and reports: each service is one verb."""

from agreements.services.publishing import LONGEST_FILE_NAME, Publication, publish

__all__ = ["LONGEST_FILE_NAME", "Publication", "publish"]
