from django.urls import URLPattern, path

from zhengai.web.desks.organisation import evidenced as evidenced
from zhengai.web.desks.organisation import following, posting, seating, work_editing
from zhengai.web.desks.organisation.activities import activities, activity, activity_new
from zhengai.web.desks.organisation.body import body
from zhengai.web.desks.organisation.charge import charge
from zhengai.web.desks.organisation.editing import body_edit, body_new
from zhengai.web.desks.organisation.forms import form, form_take
from zhengai.web.desks.organisation.inspections import (
    inspection,
    inspection_move,
    inspection_new,
    inspections,
)
from zhengai.web.desks.organisation.meeting import meeting, meeting_edit, meeting_new
from zhengai.web.desks.organisation.meetings import follow_ups, meetings
from zhengai.web.desks.organisation.package import package
from zhengai.web.desks.organisation.placements import placement, placements
from zhengai.web.desks.organisation.schedule import begin, schedule
from zhengai.web.desks.organisation.schedule_item import schedule_assign, schedule_item, schedule_move
from zhengai.web.desks.organisation.staff import staff, staff_assess, staff_edit
from zhengai.web.desks.organisation.tree import bodies
from zhengai.web.desks.organisation.work import work
from zhengai.web.desks.organisation.work_department import work_department

urlpatterns: list[URLPattern] = [
    path("organisation/", bodies, name="bodies"),
    path("organisation/new/", body_new, name="body-new"),
    path("organisation/bodies/<str:code>/", body, name="body"),
    path("organisation/bodies/<str:code>/edit/", body_edit, name="body-edit"),
    path("organisation/bodies/<str:code>/seat/", seating.seat, name="body-seat"),
    path("organisation/bodies/<str:code>/duties/", seating.fulfil, name="duty-fulfil"),
    path("organisation/members/<int:number>/end/", seating.member_end, name="member-end"),
    path(
        "organisation/bodies/<str:code>/fulfilments/<int:number>/drop/",
        seating.fulfilment_drop,
        name="fulfilment-drop",
    ),
    path("organisation/bodies/<str:code>/meetings/new/", meeting_new, name="meeting-new"),
    path("organisation/meetings/", meetings, name="meetings"),
    path("organisation/meetings/<int:number>/", meeting, name="meeting"),
    path("organisation/meetings/<int:number>/edit/", meeting_edit, name="meeting-edit"),
    path("organisation/follow-ups/", follow_ups, name="follow-ups"),
    path("organisation/follow-ups/new/", following.follow_up_new, name="follow-up-new"),
    path("organisation/follow-ups/<int:number>/", following.follow_up_page, name="follow-up"),
    path("organisation/follow-ups/<int:number>/finish/", following.follow_up_finish, name="follow-up-finish"),
    path("organisation/inspections/", inspections, name="inspections"),
    path("organisation/inspections/new/", inspection_new, name="inspection-new"),
    path("organisation/inspections/<int:number>/", inspection, name="inspection"),
    path("organisation/inspections/<int:number>/move/", inspection_move, name="inspection-move"),
    path("organisation/staff/", staff, name="staff"),
    path("organisation/staff/new/", staff_edit, name="staff-new"),
    path("organisation/staff/<int:number>/", staff_edit, name="staff-edit"),
    path("organisation/staff/<int:number>/assess/", staff_assess, name="staff-assess"),
    path("organisation/charge/", charge, name="charge"),
    path("organisation/activities/", activities, name="activities"),
    path("organisation/activities/new/", activity_new, name="activity-new"),
    path("organisation/activities/<int:number>/", activity, name="activity"),
    path("organisation/forms/<slug:kind>/", form, name="organisation-form"),
    path("organisation/forms/<slug:kind>/take/", form_take, name="organisation-form-take"),
    path("schedule/", schedule, name="schedule"),
    path("schedule/begin/", begin, name="schedule-begin"),
    path("schedule/<int:number>/", schedule_item, name="schedule-item"),
    path("schedule/<int:number>/move/", schedule_move, name="schedule-move"),
    path("schedule/<int:number>/assign/", schedule_assign, name="schedule-assign"),
    path("organisation/placements/", placements, name="placements"),
    path("organisation/placements/<str:code>/", placement, name="placement"),
    path("organisation/package/<str:system>/", package, name="work-package"),
    path("work/", work, name="work"),
    path("work/campaigns/all/", posting.post_campaigns, name="post-campaigns"),
    path("work/campaigns/open/", posting.post_campaign_open, name="post-campaign-open"),
    path("work/campaigns/<int:number>/", posting.post_campaign, name="post-campaign"),
    path("work/campaigns/<int:number>/close/", posting.post_campaign_close, name="post-campaign-close"),
    path("work/<str:code>/", work_department, name="work-department"),
    path("work/<str:code>/duties/new/", work_editing.duty_edit, name="duty-new"),
    path("work/<str:code>/duties/<int:number>/", work_editing.duty_edit, name="duty-edit"),
    path("work/<str:code>/duties/<int:duty>/work/", work_editing.work_new, name="work-new"),
    path("work/<str:code>/works/<int:number>/", work_editing.work_edit, name="work-edit"),
    path("work/<str:code>/remove/", work_editing.work_remove, name="work-remove"),
    path("work/<str:code>/people/", work_editing.post_people, name="post-people"),
]
