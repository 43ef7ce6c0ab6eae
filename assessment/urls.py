"""The addresses of what was assessed."""

from django.urls import path

from assessment.views import last_year, registers
from assessment.views.job_pages import register_job_pages

REGISTERS = "overenskommelser/<slug:code>/register"

urlpatterns = [
    path(
        "overenskommelser/<slug:code>/rapportering/<slug:party>/<slug:requirement>/forra-aret/",
        last_year.last_year,
        name="last_year",
    ),
    path(f"{REGISTERS}/", registers.register_list, name="registers"),
    path(f"{REGISTERS}/<slug:register>/", registers.register, name="register"),
    path(
        f"{REGISTERS}/<slug:register>/mall/<slug:requirement>/",
        registers.register_template,
        name="register_template",
    ),
    path(f"{REGISTERS}/<slug:register>/<int:number>/", registers.register_import, name="register_import"),
    path(f"{REGISTERS}/<slug:register>/<int:number>/fil/", registers.register_download, name="register_file"),
]

register_job_pages()
