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
    public async Task A_sketch_has_the_first_value_of_each_stretch()
    {
        var run = await Logged(Enumerable.Range(0, 10_000).Select(step => step is >= 5000 and < 6000 ? double.NaN : (double)step));

        var sketch = _test.Workspace.Outlines.Sketch(run, "loss", 9_999, 60);

        Assert.Equal(60, sketch.Count);
        Assert.Equal(0, sketch[0]);
        Assert.All(sketch.Index().Where(s => s.Item is not null), s => Assert.Equal(s.Index * 167.0, s.Item!.Value));
        Assert.InRange(sketch.Count(v => v is null), 5, 7);
    }

    [Theory]
    [InlineData(3, 4)]
    [InlineData(0, 1)]
    [InlineData(59, 60)]
    [InlineData(60, 31)]
    public async Task A_short_sketch_has_every_step(int lastStep, int values)
    {
        var run = await Logged(Enumerable.Range(0, lastStep + 1).Select(step => (double)step));

        var sketch = _test.Workspace.Outlines.Sketch(run, "loss", lastStep, 60);

        Assert.Equal(values, sketch.Count);
        Assert.Equal(0, sketch[0]);
    }

    [Fact]
    public async Task A_sketch_bears_any_step_and_a_metric_that_is_not_there()
    {
        var run = await Logged([]);
        await _test.Workspace.Tracking.Log(run, new RunLog { Metrics = [new("far", 1, long.MinValue, 1), new("far", 2, 5, 1), new("far", 3, (1L << 53) - 1, 1)] });

        Assert.Equal([2.0, 3.0], _test.Workspace.Outlines.Sketch(run, "far", (1L << 53) - 1, 60).OfType<double>());
        Assert.All(_test.Workspace.Outlines.Sketch(run, "absent", 10, 60), value => Assert.Null(value));
        Assert.Empty(_test.Workspace.Outlines.Sketch("no-such-run", "far", 10, 60));
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
