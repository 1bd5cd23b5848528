"""nbgrader's settings for this course:

`nbgrader autograde` and formgrader grade as `autograder grade` does.
"""

from autograder.course.late import take_late_policy
from autograder.course.nbgrader_plugin import gradebook_address, take_whatever_was_handed_in

c = get_config()  # noqa: F821

c.CourseDirectory.course_id = "kernels-to-cnn"
c.CourseDirectory.db_url = gradebook_address(__file__)

# The release is nbgrader's own, with the address of "Open in Colab" (course.toml) filled in.
c.GenerateAssignment.preprocessors = [
    "nbgrader.preprocessors.IncludeHeaderFooter",
    "autograder.course.nbgrader_plugin.FillIn",
    "nbgrader.preprocessors.LockCells",
    "nbgrader.preprocessors.ClearSolutions",
    "nbgrader.preprocessors.ClearOutput",
    "nbgrader.preprocessors.CheckCellMetadata",
    "nbgrader.preprocessors.ComputeChecksums",
    "nbgrader.preprocessors.SaveCells",
    "nbgrader.preprocessors.ClearHiddenTests",
    "nbgrader.preprocessors.ClearMarkScheme",
    "nbgrader.preprocessors.ComputeChecksums",
    "nbgrader.preprocessors.CheckCellMetadata",
]

take_whatever_was_handed_in()
take_late_policy(c, __file__)

# Submissions are rebuilt instead of repaired, run out of process, and scored by our checks alone.
c.Autograde.exporter_class = "autograder.course.nbgrader_plugin.SubmissionExporter"
c.Autograde.sanitize_preprocessors = ["autograder.course.nbgrader_plugin.Rebuild"]
c.Autograde.autograde_preprocessors = [
    "autograder.course.nbgrader_plugin.GradeNotebook",
    "autograder.course.nbgrader_plugin.SaveVerdicts",
    "nbgrader.preprocessors.AssignLatePenalties",
    "nbgrader.preprocessors.CheckCellMetadata",
]
