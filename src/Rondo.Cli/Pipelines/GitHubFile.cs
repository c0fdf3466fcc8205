using System.Globalization;
using System.Text;

namespace Rondo.Cli.Pipelines;

/// <summary>The workflow as GitHub Actions reads it.</summary>
static class GitHubFile
{
    const string OnMain = "github.ref == format('refs/heads/{0}', github.event.repository.default_branch)";

    public static string Of(Workflow workflow)
    {
        var text = new StringBuilder("""
            # Written by `rondo ci init`; yours to change.
            # A change is planned, run and gated: `rondo run` ends with 3 for a missed criterion, 4 for a failed check, 5 for a leak.
            name: rondo
            on:
              pull_request:
              push:
                branches: [main, master]
              workflow_dispatch:

            """);
        if (workflow.Cron is { } cron) text.Append(CultureInfo.InvariantCulture, $"  schedule:\n    - cron: '{cron}'\n");
        text.Append("""
            permissions:
              contents: read
            jobs:
              gate:
                if: github.event_name != 'schedule'
                runs-on: ubuntu-latest
                steps:
                  - uses: actions/checkout@v4

            """);
        if (workflow.Tests.Count > 0) text.Append("      - uses: actions/setup-dotnet@v4\n        with: { dotnet-version: '10.0.x' }\n");
        Step(text, "Find Rondo", workflow.Find);
        Step(text, "Plan", workflow.Plan);
        Step(text, "Run and gate", workflow.Gate);
        Step(text, "Collect the report", Workflow.Collect, condition: "always()");
        text.Append(CultureInfo.InvariantCulture, $"""
                  - name: Upload the report
                    if: always()
                    uses: actions/upload-artifact@v4
                    with:
                      name: rondo
                      path: {Workflow.Reports}

            """);
        if (workflow.Tests.Count > 0) Step(text, "Test", string.Join('\n', workflow.Tests));
        Step(text, "Register", workflow.Register, condition: $"github.event_name != 'pull_request' && {OnMain}", withSecrets: true);
        if (workflow.Cron is null) return text.ToString();
        text.Append("""
              retrain:
                if: github.event_name == 'schedule'
                runs-on: ubuntu-latest
                steps:
                  - uses: actions/checkout@v4

            """);
        Step(text, "Retrain", workflow.Retrain, withSecrets: true);
        return text.ToString();
    }

    static void Step(StringBuilder text, string name, string run, string? condition = null, bool withSecrets = false)
    {
        text.Append(CultureInfo.InvariantCulture, $"      - name: {name}\n");
        if (condition is not null) text.Append(CultureInfo.InvariantCulture, $"        if: {condition}\n");
        if (withSecrets)
        {
            text.Append("        env:\n");
            foreach (var secret in Workflow.Secrets) text.Append(CultureInfo.InvariantCulture, $"          {secret}: ${{{{ secrets.{secret} }}}}\n");
        }
        text.Append("        run: |\n");
        foreach (var line in run.Split('\n')) text.Append(CultureInfo.InvariantCulture, $"          {line}\n");
    }
}
