using Rondo.Lifecycle.Store;

namespace Rondo.Lifecycle.Tests.Store;

public sealed class RunLogStoreTests : IDisposable
{
    readonly TestWorkspace _test = new();

    public void Dispose() => _test.Dispose();

    [Fact]
    public void Lines_are_read_in_their_order_and_page_by_page()
    {
        var run = _test.Runs.Start(TestWorkspace.SomeRun());
        _test.Workspace.Logs.Append(run, [Line(1), Line(2)]);
        _test.Workspace.Logs.Append(run, [Line(3)]);

        Assert.Equal(["line 1", "line 2", "line 3"], _test.Workspace.Logs.Read(run).Select(l => l.Text));
        Assert.Equal([2], _test.Workspace.Logs.Read(run, after: 1, limit: 1).Select(l => l.Line));
        Assert.Equal(Line(3), _test.Workspace.Logs.Read(run)[^1]);
    }

    [Fact]
    public void A_line_that_is_there_stays_as_it_is()
    {
        var run = _test.Runs.Start(TestWorkspace.SomeRun());
        _test.Workspace.Logs.Append(run, [Line(1)]);

        _test.Workspace.Logs.Append(run, [Line(1) with { Text = "another" }, Line(2)]);

        Assert.Equal(["line 1", "line 2"], _test.Workspace.Logs.Read(run).Select(l => l.Text));
    }

    [Fact]
    public void A_log_goes_with_its_run()
    {
        var run = _test.Runs.Start(TestWorkspace.SomeRun());
        _test.Workspace.Logs.Append(run, [Line(1)]);
        _test.Runs.Delete(run, force: true);

        Assert.Empty(_test.Workspace.Logs.Read(run));
        _test.Workspace.Logs.Append(run, [Line(2)]);
        Assert.Empty(_test.Workspace.Logs.Read(run));
    }

    static LogLine Line(long number) => new(number, new DateTimeOffset(2026, 3, 1, 12, 0, (int)number, TimeSpan.Zero), $"line {number}");
}
