using System.Text.Json;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Metrics;
using Rondo.Lifecycle.Reports;

namespace Rondo.Lifecycle.Tests.Reports;

public sealed class DiagnosticsTests
{
    [Fact]
    public void Two_classes_get_one_curve_of_each_kind_calibration_and_confusion()
    {
        var target = new Target(TaskKind.Binary, [0, 1, 1, 0], ["no", "yes"]);
        var found = Diagnostics.Of(new Scored(target, [0.9, 0.1, 0.2, 0.8, 0.6, 0.4, 0.3, 0.7]));

        var roc = Assert.Single(found.Roc);
        Assert.Equal(0.75, roc.Area);
        Assert.Equal(new CurvePoint(0, 0), roc.Points[0]);
        Assert.Equal((1.0, 1.0), (roc.Points[^1].X, roc.Points[^1].Y));
        Assert.Equal(0.5, Assert.Single(found.PrecisionRecall).Prevalence);
        Assert.Equal(4, found.Calibration.Sum(b => b.Rows));
        Assert.Equal([1L, 1L], found.Confusion!.Counts[0]);
        Assert.Equal([1L, 1L], found.Confusion.Counts[1]);
        Assert.Equal(0.5, found.Confusion.Threshold);
    }

    [Fact]
    public void The_points_of_the_lift_curve_are_those_of_numpy()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "tests", "golden", "lift", "lift.json"))) folder = folder.Parent!;
        var golden = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder.FullName, "tests", "golden", "lift", "lift.json"))).RootElement;
        double[] Numbers(string name) => [.. golden.GetProperty(name).EnumerateArray().Select(v => v.GetDouble())];

        var lift = Diagnostics.Of(new Scored(new Target(TaskKind.Binary, Numbers("label"), ["no", "yes"]), [.. Numbers("score").SelectMany(p => new[] { 1 - p, p })])).Lift;

        var points = golden.GetProperty("points").EnumerateArray().ToArray();
        Assert.Equal(points.Length, lift.Length);
        for (var i = 0; i < points.Length; i++)
        {
            Assert.Equal(points[i][0].GetDouble(), lift[i].X, 1e-9);
            Assert.Equal(points[i][1].GetDouble(), lift[i].Y, 1e-9);
            Assert.Equal(points[i][2].GetDouble(), lift[i].Threshold!.Value, 1e-9);
        }
    }

    [Fact]
    public void Many_classes_get_a_curve_each_against_the_rest()
    {
        var target = new Target(TaskKind.Multiclass, [0, 1, 2], ["a", "b", "c"]);
        var found = Diagnostics.Of(new Scored(target, [0.8, 0.1, 0.1, 0.2, 0.7, 0.1, 0.3, 0.3, 0.4]));

        Assert.Equal(["a", "b", "c"], found.Roc.Select(c => c.Class));
        Assert.All(found.Roc, c => Assert.Equal(1, c.Area));
        Assert.Empty(found.Calibration);
        Assert.Equal(3, found.Confusion!.Classes.Length);
    }

    [Fact]
    public void A_class_without_rows_has_no_curve()
    {
        var target = new Target(TaskKind.Multiclass, [0, 1, 1], ["a", "b", "c"]);
        var found = Diagnostics.Of(new Scored(target, [0.8, 0.1, 0.1, 0.2, 0.7, 0.1, 0.3, 0.4, 0.3]));

        Assert.Equal(["a", "b"], found.Roc.Select(c => c.Class));
    }

    [Fact]
    public void Numbers_get_a_grid_and_residuals()
    {
        var found = Diagnostics.Of(new Scored(Target.Regression([1, 2, 3, 4]), [1.5, 2, 2.5, 4]));

        Assert.Equal(4, found.PredictedByActual.Sum(c => c.Rows));
        Assert.Equal(4, found.Residuals.Sum(b => b.Rows));
        Assert.Empty(found.Roc);
    }

    [Fact]
    public void A_prediction_that_is_no_number_leaves_nothing_to_draw()
    {
        var found = Diagnostics.Of(new Scored(Target.Regression([1, 2]), [1, double.NaN]));

        Assert.Empty(found.PredictedByActual);
        Assert.Empty(found.Residuals);
    }

    [Fact]
    public void A_long_curve_keeps_its_ends_and_its_shape()
    {
        var curve = new CurveReport(null, [.. Enumerable.Range(0, 100_001).Select(i => new CurvePoint(i / 1e5, Math.Sqrt(i / 1e5), 1 - (i / 1e5)))]);

        var thin = curve.Thin(300).Points;

        Assert.InRange(thin.Length, 150, 300);
        Assert.Equal(curve.Points[0], thin[0]);
        Assert.Equal(curve.Points[^1], thin[^1]);
        for (var i = 1; i < thin.Length; i++) Assert.InRange(thin[i].X - thin[i - 1].X + thin[i].Y - thin[i - 1].Y, 0, 0.0101);
    }
}
