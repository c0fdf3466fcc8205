using Rondo.Lifecycle.Store;
using Rondo.Tests.Shared.Postgres;

namespace Rondo.Lifecycle.Tests.Store;

public abstract class StepCacheTests : IDisposable
{
    readonly TestWorkspace _test;

    protected StepCacheTests(string? store) => _test = new TestWorkspace(store: store);
    readonly string _key = StepCache.KeyOf("snapshot", new Dictionary<string, string> { ["data"] = "1" }, "{}");

    StepCache Steps => _test.Workspace.Steps;

    [Fact]
    public void A_step_is_found_under_its_key_and_under_no_other()
    {
        var outputs = new Dictionary<string, string> { ["data.parquet"] = _test.Objects.Put("abc"u8) };

        Steps.Put("snapshot", _key, outputs);

        Assert.Equal(outputs, Steps.TryGet("snapshot", _key));
        Assert.Null(Steps.TryGet("profile", _key));
        Assert.Null(Steps.TryGet("snapshot", new string('0', 64)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_damaged_or_missing_object_makes_the_step_run_again_which_repairs_it(bool isMissing)
    {
        var hash = _test.Objects.Put("abc"u8);
        var outputs = new Dictionary<string, string> { ["data.parquet"] = hash };
        Steps.Put("snapshot", _key, outputs);
        if (isMissing) File.Delete(_test.ObjectPath(hash));
        else File.WriteAllText(_test.ObjectPath(hash), "abd");

        Assert.Null(Steps.TryGet("snapshot", _key));
        _test.Objects.Put("abc"u8);
        Steps.Put("snapshot", _key, outputs);

        Assert.Equal(outputs, Steps.TryGet("snapshot", _key));
    }

    [Fact]
    public void The_key_hangs_on_step_inputs_and_settings_but_not_on_their_order()
    {
        var inputs = new Dictionary<string, string> { ["a"] = "1", ["b"] = "2" };
        var key = StepCache.KeyOf("fit", inputs, """{"x":1,"y":[2]}""");

        Assert.Equal(key, StepCache.KeyOf("fit", inputs.Reverse().ToDictionary(), """{ "y": [2.0], "x": 1 }"""));
        Assert.NotEqual(key, StepCache.KeyOf("fit2", inputs, """{"x":1,"y":[2]}"""));
        Assert.NotEqual(key, StepCache.KeyOf("fit", inputs, """{"x":1,"y":[3]}"""));
        Assert.NotEqual(key, StepCache.KeyOf("fit", new Dictionary<string, string> { ["a"] = "2", ["b"] = "1" }, """{"x":1,"y":[2]}"""));
    }

    [Fact]
    public void A_result_whose_objects_are_not_stored_is_not_recorded() =>
        Assert.Throws<ArgumentException>(() => Steps.Put("fit", _key, new Dictionary<string, string> { ["x"] = new string('0', 64) }));

    public void Dispose() => _test.Dispose();
}

public sealed class StepCacheOnSqliteTests() : StepCacheTests(null);

public sealed class StepCacheOnPostgresTests() : StepCacheTests(PostgresServer.NewDatabase("SELECT 1"));
