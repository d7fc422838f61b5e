"""The closed vocabularies: every enumeration that callers meet, by the name under which its labels are served."""

import re
from enum import StrEnum

from pydantic import BaseModel, Field

from app.core.languages import Direction
from app.models.account import UserStatus
from app.models.application import ApplicationRejectReason, ApplicationState
from app.models.attachment import AttachmentPurpose, AttachmentRefusal, AttachmentSize, AttachmentState
from app.models.attendance import AbsenceReason, AttendanceStatus
from app.models.campaign import CampaignChannel
from app.models.certificate import CertificateKind, CertificateStanding, CertificateState
from app.models.child import AgeBand, ChildLeftReason, ChildStatus, LanguageLevel
from app.models.child_plan import DoneBy, GoalArea, GoalStatus, PlanActionState, PlanAudience, PlanSide, PlanState
from app.models.circle_of_care import CareRelation
from app.models.consent import ConsentMethod, ConsentState
from app.models.consent_purpose import ConsentPurpose
from app.models.contact_point import ContactChannel
from app.models.conversation import ConversationState
from app.models.course import CourseAudience, CourseState, ModuleKind, QuestionKind
from app.models.course_enrolment import CourseEnrolmentState
from app.models.delivery import AcknowledgedHow, DeliveryState
from app.models.designated_lead import DesignatedLeadState
from app.models.device_help import DeviceIssue
from app.models.engagement import (
    EngagementCancelReason,
    EngagementInitiator,
    EngagementKind,
    EngagementState,
    EngagementTopic,
)
from app.models.family import DeviceKind, FamilyStatus, InternetAccess
from app.models.family_observation import ObservationCategory
from app.models.guardian import Gender, GuardianRelation, LiteracySupport
from app.models.homework import HomeworkSetter, HomeworkState, NotDoneReason, SubmittedBy, WaitsFor
from app.models.homework_check import CheckOutcome, HandedOverBy, HandoverChannel, NotPresentReason, TeacherResult
from app.models.hours_entry import HoursKind, HoursState
from app.models.interpretation_request import InterpretationState, InterpreterMismatch
from app.models.interpreter import InterpretationMode, InterpreterState
from app.models.interview_slot import InterviewSlotState
from app.models.invitation import InvitationState
from app.models.job import JobState
from app.models.leader_proposal import PairEndedBy, PairEndReason, ProposalState
from app.models.material import MaterialAudience, MaterialKind, MaterialState, MaterialTopic, ReadingLevel
from app.models.material_translation import MaterialFileRole, TranslationState
from app.models.membership import Role
from app.models.mentor_group import GroupKind, GroupStatus, LeaderRole, MemberState, PolicyBreach
from app.models.message import MessageState
from app.models.milestone import MilestoneCode
from app.models.notice import NoticeHindrance, NoticeKind, NoticeState
from app.models.opportunity import FieldOfStudy, OpportunityRole, OpportunityState
from app.models.organisation import OrganisationKind, OrganisationStatus
from app.models.outreach_partner import OutreachPartnerKind
from app.models.participation import EventNews, EventPlace, InvitationAnswer, ParticipationBarrier, ParticipationOutcome
from app.models.plan_version import VersionKind
from app.models.practice import AdoptionResult, Indicator, PolicyAddressee, PracticeEvidence
from app.models.programme import ProgrammeKind, ProgrammePreset, ProgrammeStatus
from app.models.release_state import ReleaseState
from app.models.requirement import EvidenceKind, RequirementCode, RequirementStatus
from app.models.requirement_fulfilment import FulfilmentState
from app.models.safeguarding_concern import ConcernCategory, ConcernEntryKind, ConcernState
from app.models.schedule import ScheduleStatus
from app.models.school import SchoolKind
from app.models.school_calendar import CalendarPeriodKind
from app.models.school_channel import SchoolPlatform
from app.models.school_enrolment import EnrolmentOutcome
from app.models.school_participation import ParticipationStatus
from app.models.school_subject import SchoolSubject
from app.models.session_channel import SessionChannel
from app.models.session_report import EmotionalState, ReportActivity, ReportState
from app.models.site import SiteKind
from app.models.story import StoryApproval, StoryNarrator, StoryState
from app.models.suggestion import MatchPart
from app.models.supervision_meeting import ActionState, MeetingState
from app.models.supervision_note import FollowUpState, SupervisionNoteKind, SupervisionVisibility
from app.models.support_session import CancelReason, SessionState
from app.models.teacher_contact import ContactDirection, ContactTopic
from app.models.training_overview import TrainingDue
from app.models.training_purpose import TrainingPurpose
from app.models.training_record import TrainingRecordState
from app.models.volunteer import VolunteerEndedBy, VolunteerEndReason, VolunteerState
from app.models.weekday import Weekday
from app.models.wellbeing import WellbeingSign

# fmt: off
CODES: tuple[type[StrEnum], ...] = (
    AbsenceReason, AcknowledgedHow, ActionState, AdoptionResult, AgeBand, ApplicationRejectReason,
    ApplicationState, AttachmentPurpose, AttachmentRefusal, AttachmentSize, AttachmentState, AttendanceStatus,
    CalendarPeriodKind, CampaignChannel, CancelReason, CareRelation, CertificateKind, CertificateStanding,
    CertificateState, CheckOutcome, ChildLeftReason, ChildStatus, ConcernCategory, ConcernEntryKind, ConcernState,
    ConsentMethod, ConsentPurpose, ConsentState, ContactChannel, ContactDirection, ContactTopic, ConversationState,
    CourseAudience, CourseEnrolmentState, CourseState, DeliveryState, DesignatedLeadState, DeviceIssue, DeviceKind,
    DoneBy, EmotionalState, EngagementCancelReason, EngagementInitiator, EngagementKind, EngagementState,
    EngagementTopic, EnrolmentOutcome, EventNews, EventPlace, EvidenceKind, FamilyStatus, FieldOfStudy, FollowUpState,
    FulfilmentState, Gender, GoalArea, GoalStatus, GroupKind, GroupStatus, GuardianRelation, HandedOverBy,
    HandoverChannel, HomeworkSetter, HomeworkState, HoursKind, HoursState, Indicator, InternetAccess,
    InterpretationMode, InterpretationState, InterpreterMismatch, InterpreterState, InterviewSlotState,
    InvitationAnswer, InvitationState, JobState, LanguageLevel, LeaderRole, LiteracySupport, MatchPart,
    MaterialAudience, MaterialFileRole, MaterialKind, MaterialState, MaterialTopic, MeetingState, MemberState,
    MessageState, MilestoneCode, ModuleKind, NotDoneReason, NotPresentReason, NoticeHindrance, NoticeKind, NoticeState,
    ObservationCategory, OpportunityRole, OpportunityState, OrganisationKind, OrganisationStatus,
    OutreachPartnerKind, PairEndReason, PairEndedBy, ParticipationBarrier, ParticipationOutcome,
    ParticipationStatus, PlanActionState, PlanAudience, PlanSide, PlanState, PolicyAddressee, PolicyBreach,
    PracticeEvidence, ProgrammeKind, ProgrammePreset, ProgrammeStatus, ProposalState, QuestionKind, ReadingLevel,
    ReleaseState, ReportActivity, ReportState, RequirementCode, RequirementStatus, Role, ScheduleStatus,
    SchoolKind, SchoolPlatform, SchoolSubject, SessionChannel, SessionState, SiteKind, StoryApproval,
    StoryNarrator, StoryState, SubmittedBy, SupervisionNoteKind, SupervisionVisibility, TeacherResult, TrainingDue,
    TrainingPurpose, TrainingRecordState, TranslationState, UserStatus, VersionKind, VolunteerEndReason,
    VolunteerEndedBy, VolunteerState, WaitsFor, Weekday, WellbeingSign,
)
# fmt: on


def named(codes: type[StrEnum]) -> str:
    """`SchoolKind` -> school_kind."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", codes.__name__).lower()


VOCABULARIES: dict[str, type[StrEnum]] = {named(codes): codes for codes in CODES}


class LabelRead(BaseModel):
    """One code in the best language there is for the caller."""

    code: str
    label: str
    language: str = Field(description="BCP 47 tag of the label's language")
    direction: Direction = Field(description="Of the label's script")
    translated: bool = Field(description="False where another language stands in for the caller's first one")
    reviewed: bool = Field(description="Whether someone who speaks the language has checked it")
