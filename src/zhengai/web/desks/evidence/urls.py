from django.urls import URLPattern, path

from zhengai.web.desks.evidence.attaching import attach_files, detach_file, restore_file
from zhengai.web.desks.evidence.listed import evidence
from zhengai.web.desks.evidence.serving import evidence_box_page, evidence_file, evidence_record

urlpatterns: list[URLPattern] = [
    path("evidence/", evidence, name="evidence"),
    path("evidence/<int:number>/", evidence_file, name="evidence-file"),
    path("evidence/<int:number>/detach/", detach_file, name="evidence-detach"),
    path("evidence/<int:number>/restore/", restore_file, name="evidence-restore"),
    path("evidence/<slug:kind>/<int:key>/", evidence_record, name="evidence-record"),
    path("evidence/<slug:kind>/<int:key>/box/", evidence_box_page, name="evidence-box"),
    path("evidence/<slug:kind>/<int:key>/attach/", attach_files, name="evidence-attach"),
]
