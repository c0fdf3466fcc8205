using System.Globalization;
using System.Text;

namespace Rondo.Cli.Pipelines;

/// <summary>The workflow as GitLab CI reads it. What is set under Settings, CI/CD, Variables reaches protected branches alone when it is protected.</summary>
static class GitLabFile
{
    public static string Of(Workflow workflow)
    {
        var text = new StringBuilder("""
            # Written by `rondo ci init`; yours to change.
            # A change is planned, run and gated: `rondo run` ends with 3 for a missed criterion, 4 for a failed check, 5 for a leak.
            # Set the secrets as masked and protected variables.
            stages: [gate, register]

            """);
        Job(text, "gate", "gate", "$CI_PIPELINE_SOURCE != \"schedule\"", [workflow.Find, workflow.Plan, workflow.Gate, .. workflow.Tests]);
        text.Append("  after_script:\n");
        Line(text, Workflow.Collect);
        text.Append(CultureInfo.InvariantCulture, $"  artifacts: {{ when: always, paths: [{Workflow.Reports}] }}\n");
        Job(text, "register", "register", "$CI_PIPELINE_SOURCE != \"schedule\" && $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH", [workflow.Register]);
        if (workflow.Cron is null) return text.ToString();
        text.Append(CultureInfo.InvariantCulture, $"# Make a schedule under Build, Pipeline schedules: {workflow.Cron}\n");
        Job(text, "retrain", "register", "$CI_PIPELINE_SOURCE == \"schedule\"", [workflow.Retrain]);
        return text.ToString();
    }

    static void Job(StringBuilder text, string name, string stage, string condition, IReadOnlyList<string> script)
    {
        text.Append(CultureInfo.InvariantCulture, $"{name}:\n  stage: {stage}\n  rules:\n    - if: '{condition}'\n  script:\n");
        foreach (var line in script) Line(text, line);
    }

    static void Line(StringBuilder text, string line) => text.Append(CultureInfo.InvariantCulture, $"    - |\n      {line.Replace("\n", "\n      ", StringComparison.Ordinal)}\n");
}
