"""What things are: one file a resource, holding its table, its shapes and its lifecycle."""

from sqlmodel import SQLModel

from app.models.account import Account, Attempt, Seat
from app.models.application import Application
from app.models.application_note import ApplicationNote
from app.models.attachment import Attachment
from app.models.attendance import Attendance, AttendanceSummary
from app.models.base import tenant_keys
from app.models.calendar_address import CalendarAddress
from app.models.campaign import Campaign, CampaignContact, CampaignOpportunity
from app.models.certificate import Certificate, CertificateCode
from app.models.child import Child
from app.models.child_plan import ChildPlan, PlanAction, PlanAgreement
from app.models.consent import Consent, ConsentEffect
from app.models.conversation import Conversation, ConversationParticipant
from app.models.course import Course, CourseModule
from app.models.course_enrolment import CourseEnrolment, ModuleDone, QuizAttempt
from app.models.course_version import CourseVersion, CourseVersionFile
from app.models.credit_agreement import CreditAgreement, CreditCandidate
from app.models.data_key import DataKey
from app.models.delivery import Delivery
from app.models.designated_lead import DesignatedLead
from app.models.device_help import DeviceHelp
from app.models.drop_in_visit import DropInVisit
from app.models.engagement import Engagement, EngagementOrganiser
from app.models.engagement_follow_up import ConsultationQuestion, EngagementFollowUp
from app.models.family import Family
from app.models.family_observation import FamilyObservation
from app.models.guardian import Guardian, Guardianship
from app.models.homework import Homework, Submission
from app.models.homework_check import Check, Handover, TeacherResponse
from app.models.hours_entry import HoursEntry
from app.models.interpretation_request import InterpretationRequest
from app.models.interpreter import Interpreter, InterpreterRelative
from app.models.interview_slot import InterviewSlot
from app.models.invitation import Invitation
from app.models.job import Job, JobTicket
from app.models.leader_proposal import LeaderProposal
from app.models.library_index import LibraryPosting, LibrarySpelling, LibraryWord
from app.models.material import Material
from app.models.material_translation import MaterialFile, MaterialTranslation
from app.models.membership import Membership, RoleAssignment, SupervisorAssignment
from app.models.mentor_group import GroupLeader, GroupMember, MentorGroup
from app.models.message import Message, MessageTranslation
from app.models.milestone import Milestone
from app.models.notice import Notice
from app.models.one_time_code import OneTimeCode
from app.models.opportunity import Opportunity
from app.models.organisation import Organisation
from app.models.outreach_partner import OutreachPartner
from app.models.participation import Participation, ParticipationChild
from app.models.peer_support import PeerSupport
from app.models.plan_version import PlanVersion
from app.models.practice import PolicyRecommendation, Practice, PracticeAdoption, RecommendedPractice
from app.models.programme import Programme
from app.models.question import Question
from app.models.reminder import Reminder
from app.models.requirement import Requirement
from app.models.requirement_fulfilment import RequirementFulfilment
from app.models.safeguarding_concern import ConcernEntry, SafeguardingConcern
from app.models.schedule import Schedule
from app.models.school import School, SchoolClass, Teacher
from app.models.school_calendar import CalendarPeriod, SchoolCalendar
from app.models.school_channel import SchoolChannel
from app.models.school_enrolment import SchoolEnrolment
from app.models.school_participation import SchoolParticipation
from app.models.secret_link import SecretLink
from app.models.session_report import ReportedChild, SessionReport
from app.models.sign_in import RefreshToken, SignIn
from app.models.site import Site
from app.models.story import Story
from app.models.supervision_meeting import AgreedAction, MeetingChild, MeetingParticipant, SupervisionMeeting
from app.models.supervision_note import SupervisionAnswer, SupervisionNote
from app.models.support_session import SupportSession
from app.models.teacher_contact import ContactedChild, TeacherContact
from app.models.thanks import Thanks
from app.models.trail import Audit, Change, IdempotencyKey, Tally, Transition
from app.models.training_record import HeldTraining, TrainingRecord
from app.models.user import User
from app.models.volunteer import Volunteer

tenant_keys(SQLModel.metadata)

__all__ = [
    "Account",
    "AgreedAction",
    "Application",
    "ApplicationNote",
    "Attachment",
    "Attempt",
    "Attendance",
    "AttendanceSummary",
    "Audit",
    "CalendarAddress",
    "CalendarPeriod",
    "Campaign",
    "CampaignContact",
    "CampaignOpportunity",
    "Certificate",
    "CertificateCode",
    "Change",
    "Check",
    "Child",
    "ChildPlan",
    "ConcernEntry",
    "Consent",
    "ConsentEffect",
    "ConsultationQuestion",
    "ContactedChild",
    "Conversation",
    "ConversationParticipant",
    "Course",
    "CourseEnrolment",
    "CourseModule",
    "CourseVersion",
    "CourseVersionFile",
    "CreditAgreement",
    "CreditCandidate",
    "DataKey",
    "Delivery",
    "DesignatedLead",
    "DeviceHelp",
    "DropInVisit",
    "Engagement",
    "EngagementFollowUp",
    "EngagementOrganiser",
    "Family",
    "FamilyObservation",
    "GroupLeader",
    "GroupMember",
    "Guardian",
    "Guardianship",
    "Handover",
    "HeldTraining",
    "Homework",
    "HoursEntry",
    "IdempotencyKey",
    "InterpretationRequest",
    "Interpreter",
    "InterpreterRelative",
    "InterviewSlot",
    "Invitation",
    "Job",
    "JobTicket",
    "LeaderProposal",
    "LibraryPosting",
    "LibrarySpelling",
    "LibraryWord",
    "Material",
    "MaterialFile",
    "MaterialTranslation",
    "MeetingChild",
    "MeetingParticipant",
    "Membership",
    "MentorGroup",
    "Message",
    "MessageTranslation",
    "Milestone",
    "ModuleDone",
    "Notice",
    "OneTimeCode",
    "Opportunity",
    "Organisation",
    "OutreachPartner",
    "Participation",
    "ParticipationChild",
    "PeerSupport",
    "PlanAction",
    "PlanAgreement",
    "PlanVersion",
    "PolicyRecommendation",
    "Practice",
    "PracticeAdoption",
    "Programme",
    "Question",
    "QuizAttempt",
    "RecommendedPractice",
    "RefreshToken",
    "Reminder",
    "ReportedChild",
    "Requirement",
    "RequirementFulfilment",
    "RoleAssignment",
    "SafeguardingConcern",
    "Schedule",
    "School",
    "SchoolCalendar",
    "SchoolChannel",
    "SchoolClass",
    "SchoolEnrolment",
    "SchoolParticipation",
    "Seat",
    "SecretLink",
    "SessionReport",
    "SignIn",
    "Site",
    "Story",
    "Submission",
    "SupervisionAnswer",
    "SupervisionMeeting",
    "SupervisionNote",
    "SupervisorAssignment",
    "SupportSession",
    "Tally",
    "Teacher",
    "TeacherContact",
    "TeacherResponse",
    "Thanks",
    "TrainingRecord",
    "Transition",
    "User",
    "Volunteer",
]
