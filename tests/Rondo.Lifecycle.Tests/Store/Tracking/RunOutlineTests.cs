using Rondo.Lifecycle.Store.Tracking;

namespace Rondo.Lifecycle.Tests.Store.Tracking;

public sealed class RunOutlineTests : IDisposable
{
    readonly TestWorkspace _test = new();

    [Fact]
    public async Task A_short_curve_is_whole()
    {
        var run = await Logged(Enumerable.Range(0, 500).Select(step => (double)step));

        var curve = _test.Workspace.Outlines.Curve(run, "loss", 500);

        Assert.Equal(500, curve.Points.Count);
        Assert.False(curve.IsThinned);
    }

    [Fact]
    public async Task A_long_curve_keeps_its_ends_its_spike_and_its_dip()
    {
        var run = await Logged(Enumerable.Range(0, 10_000).Select(step => step switch { 4321 => 99.0, 7777 => -99.0, _ => Math.Sin(step / 50.0) }));

        var curve = _test.Workspace.Outlines.Curve(run, "loss", 500);

        Assert.InRange(curve.Points.Count, 100, 500);
        Assert.Equal(10_000, curve.Total);
        Assert.Equal(0, curve.Points[0].Step);
        Assert.Equal(9_999, curve.Points[^1].Step);
        Assert.Contains(curve.Points, p => p.Value == 99.0);
        Assert.Contains(curve.Points, p => p.Value == -99.0);
        Assert.Equal(curve.Points.OrderBy(p => p.Step).Select(p => p.Step), curve.Points.Select(p => p.Step));
    }

    [Fact]
    public async Task Undefined_values_are_no_bounds_of_a_stretch()
    {
        var run = await Logged(Enumerable.Range(0, 2_000).Select(step => step % 2 == 0 ? double.NaN : step));

        var curve = _test.Workspace.Outlines.Curve(run, "loss", 100);

        Assert.True(curve.Points.Count(p => double.IsFinite(p.Value)) > 90);
    }

    [Fact]
    public async Task An_outline_tells_a_metric_in_four_numbers()
    {
        var run = await Logged([3, 1, 2]);

        var outline = _test.Workspace.Outlines.Get(run);

        var loss = Assert.Single(outline.Metrics);
        Assert.Equal((2.0, 1.0, 3.0, 2L), (loss.Last!.Value, loss.Min!.Value, loss.Max!.Value, loss.LastStep));
        Assert.Equal("deep", Assert.Single(outline.Tags).Value);
        Assert.Empty(outline.Children);
    }

    public void Dispose() => _test.Dispose();

    async Task<string> Logged(IEnumerable<double> values)
    {
        var run = await _test.Workspace.Tracking.Create(new RunCreation { ProjectId = Project.DefaultId, Name = "a run" });
        await _test.Workspace.Tracking.Log(run, new RunLog
        {
            Metrics = [.. values.Select((value, step) => new LoggedMetric("loss", value, step, step))],
            Tags = [new("kind", "deep")],
        });
        return run;
    }
}
