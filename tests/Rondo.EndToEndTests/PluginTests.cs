namespace Rondo.EndToEndTests;

/// <summary>A part in a plugin is a part of the product: one file, found everywhere.</summary>
public sealed class PluginTests
{
    static readonly (string Kind, string Name)[] s_parts = [("algorithm", "bin_means"), ("metric", "within_share"), ("source", "bars"), ("transform", "my_ratio")];

    const string LifecycleFile = """
        name: homes
        define: { target: price, success: { within_share: 0.1 } }
        prepare:
          source: homes.bars
          features:
            transforms:
              - my_ratio: { columns: [area, rooms], power: 2 }
        train:
          metric: within_share
          models: [ridge, bin_means]
          tune: { search: none }

        """;

    [Fact]
    public void New_parts_are_found_in_the_list_the_reference_and_the_plan_as_soon_as_the_plugin_is_there()
    {
        using var rondo = WithHomes();
        foreach (var (kind, name) in s_parts) Assert.DoesNotContain(name, Names(rondo.Run("list", kind, "--output", "json")));
        Assert.Contains("bin_means", rondo.Run("plan").Error, StringComparison.Ordinal);

        Install(rondo, "plugins");

        foreach (var (kind, name) in s_parts) Assert.Contains(name, Names(rondo.Run("list", kind, "--output", "json")));
        var schema = rondo.Run("codegen", "schema").Out;
        foreach (var (_, name) in s_parts) Assert.Contains($"\"{name}\"", schema, StringComparison.Ordinal);
        Assert.Equal(0, rondo.Run("codegen", "reference", "--out", "pages").Code);
        foreach (var (_, name) in s_parts)
            Assert.True(Directory.EnumerateFiles(Path.Combine(rondo.Folder, "pages"), $"{name}.md", SearchOption.AllDirectories).Any(), $"There is no page of {name}.");
        var plan = rondo.Run("plan", "--set", "train.tune.trials=3", "--set", "train.tune.search=random");
        Assert.True(plan.Code == 0, plan.ToString());
        Assert.Contains("bin_means.bins", plan.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_uses_all_kinds_of_new_parts_and_its_model_needs_the_plugin()
    {
        using var rondo = WithHomes();
        var plugin = Install(rondo, "plugins");
        var run = rondo.Run("run", "--output", "json");
        Assert.True(run.Code is 0, run.ToString());
        Assert.Contains(run.Json.GetProperty("leaderboard").EnumerateArray(), row => row.GetProperty("model").GetString() == "bin_means");
        Assert.Equal("within_share", run.Json.GetProperty("metric").GetString());
        Assert.InRange(run.Json.GetProperty("test").GetProperty("within_share").GetDouble(), 0.1, 1);
        var predicted = Predict(rondo);
        Assert.True(predicted.Code == 0, predicted.ToString());

        File.Move(plugin, Path.Combine(rondo.Folder, "elsewhere.dll"));
        var missing = Predict(rondo);
        Assert.Equal(2, missing.Code);
        Assert.Equal("missing_plugin", missing.Json.GetProperty("error").GetProperty("code").GetString());
        Assert.Contains("Rondo.SamplePlugin.dll", missing.Json.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);

        // Another build, which might predict otherwise, is not taken for it.
        Install(rondo, "other", change: true);
        Assert.Equal("missing_plugin", Predict(rondo, "--plugin", "other/Rondo.SamplePlugin.dll").Json.GetProperty("error").GetProperty("code").GetString());
        Install(rondo, "same");
        Assert.Equal(0, Predict(rondo, "--plugin", "same/Rondo.SamplePlugin.dll").Code);
    }

    [Fact]
    public void Another_build_of_a_plugin_trains_anew()
    {
        using var rondo = WithHomes();
        Install(rondo, "plugins");
        Assert.Equal(0, rondo.Run("run").Code);
        Assert.Contains("taking it from the cache", rondo.Run("run").Error, StringComparison.Ordinal);

        Install(rondo, "plugins", change: true);

        Assert.DoesNotContain("taking it from the cache", rondo.Run("run").Error, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_plugin_is_refused_by_name()
    {
        using var rondo = WithHomes();
        rondo.Write("text.dll", "no assembly");

        foreach (var file in (string[])["text.dll", "none.dll"])
        {
            var ended = rondo.Run("list", "--plugin", file, "--output", "json");
            Assert.Equal(2, ended.Code);
            Assert.Contains(file, ended.Json.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
        }
    }

    static RondoProcess WithHomes()
    {
        var rondo = new RondoProcess();
        rondo.Write("homes.bars", SampleData.Homes(300).Replace(',', '|'));
        rondo.Write("rondo.yaml", LifecycleFile);
        return rondo;
    }

    static Ended Predict(RondoProcess rondo, params string[] more) => rondo.Run(["predict", "homes", "homes.bars", "--out", "p.csv", "--output", "json", .. more]);

    // Bytes after its end are no part of an assembly's code, but of the file.
    internal static string Install(RondoProcess rondo, string folder, bool change = false)
    {
        var built = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var plugin = Path.Combine(built.Parent!.Parent!.FullName, "Rondo.SamplePlugin", built.Name, "Rondo.SamplePlugin.dll");
        Directory.CreateDirectory(Path.Combine(rondo.Folder, folder));
        return rondo.Write(Path.Combine(folder, "Rondo.SamplePlugin.dll"), [.. File.ReadAllBytes(plugin), .. change ? new byte[16] : []]);
    }

    static string[] Names(Ended listed) => [.. listed.Json.GetProperty("parts").EnumerateArray().Select(p => p.GetProperty("name").GetString()!)];
}
