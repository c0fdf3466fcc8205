using System.Collections.Immutable;
using Rondo.Engine.Catalog;
using Rondo.Engine.Data;
using Rondo.Engine.Metrics;
using Rondo.Lifecycle.Reports;
using Rondo.Train.Judge;

namespace Rondo.Lifecycle.Runs;

/// <summary>The best model on parts of the test rows.</summary>
static class Slices
{
    public static ImmutableArray<SliceReport> Weak(Contender best, PreparedData data, RunOptions options)
    {
        options.Say("evaluate", "looking for weak slices");
        return [.. WeakSlices.Find(data.TestTable(), best.Test, cancellation: options.Cancellation).Select(s => new SliceReport(s.ToString(), s.Rows, s.Loss, s.PValue))];
    }

    public static ImmutableArray<SliceReport> Declared(Contender best, PreparedData data, TrainingPlan plan)
    {
        var metric = PartCatalog.NameOf(plan.Metric);
        return
        [
            .. SliceMetrics.Of(TestSource(data), best.Test, plan.Spec.Evaluate.Slices)
                .Select(s => new SliceReport(s.Condition.ToString(), s.Rows, s.Metrics.First(m => m.Metric == metric).Value.Value)),
        ];
    }

    public static FairnessReport? Fairness(Contender best, PreparedData data, TrainingPlan plan)
    {
        if (plan.Spec.Evaluate.Fairness is not { } asked) return null;
        var found = SliceMetrics.Fairness(TestSource(data), best.Test, asked.By, RondoParts.Catalog.Create<IMetric>(asked.Metric));
        var groups = found.Groups.Select(g => new SliceReport(g.Group, g.Rows, g.Value));
        return new FairnessReport(asked.By, asked.Metric, [.. groups], found.Ratio, asked.Ratio, found.Ratio >= asked.Ratio);
    }

    static Table TestSource(PreparedData data) => data.Source.Take(data.Test);
}
