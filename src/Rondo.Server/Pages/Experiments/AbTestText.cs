using System.Globalization;
using Rondo.Experiment.AbTests;
using Rondo.Lifecycle.Experiments;

namespace Rondo.Server.Pages.Experiments;

/// <summary>Experiments in words.</summary>
static class AbTestText
{
    public static string Traffic(AbTest test) => test.Rules.Mode == AbTestMode.Shadow
        ? "mirrored"
        : string.Join(" · ", test.Split.Arms.Where(a => a.Open > 0).Select(a => string.Create(CultureInfo.InvariantCulture, $"{a.Name} {a.Share:0.##%}")));

    public static string Bound(Guardrail guardrail) => guardrail.Bound.ToString(guardrail.IsRelative ? "+0.##%;-0.##%" : guardrail.Metric == Guardrail.ErrorRate ? "0.##%" : "0.####", CultureInfo.InvariantCulture);

    public static string Step(AbTestStep step) => step switch { AbTestStep.Promote => "is promoted", AbTestStep.Rollback => "is rolled back", _ => "waits for people" };
}
