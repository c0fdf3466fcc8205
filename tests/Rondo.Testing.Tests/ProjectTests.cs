using System.Globalization;

namespace Rondo.Testing.Tests;

/// <summary>What fails, fails for what is wrong, and says where.</summary>
public sealed class ProjectTests
{
    [Fact]
    public void A_column_made_from_the_target_is_a_leak_even_where_the_file_looks_away()
    {
        using var project = new Project(prepare: "source: rows.csv, leakage: off");
        Check.File(project.Path("rondo.yaml")).HasNoLeakage();
        File.WriteAllLines(project.Path("rows.csv"), File.ReadAllLines(project.Path("rows.csv")).Select((line, i) => i == 0 ? line + ",paid" : $"{line},{(2 * double.Parse(line.Split(',')[^1], CultureInfo.InvariantCulture)) + 1}"));

        var failed = Assert.Throws<CheckFailedException>(() => Check.File(project.Path("rondo.yaml")).HasNoLeakage());

        Assert.Contains("Column 'paid'", failed.Found, StringComparison.Ordinal);
        Assert.Contains("prepare.drop: [paid]", failed.Fix, StringComparison.Ordinal);
        Check.File(project.Path("rondo.yaml"), "prepare.drop=[paid]").HasNoLeakage();
    }

    [Fact]
    public void Data_are_held_to_the_schema_that_the_test_names()
    {
        using var project = new Project();
        Assert.Contains("no file ", Assert.Throws<CheckFailedException>(() => Check.File(project.Path("rondo.yaml")).HasSchema()).Found, StringComparison.Ordinal);
        File.WriteAllText(project.Path("strict.yaml"), "columns:\n  x: { type: double, max: 1 }\n  z: { type: double }\n  copy: { type: double }\n  y: { type: double }\n");
        Check.File(project.Path("rondo.yaml")).HasSchema("strict.yaml");
        project.WriteRows(seed: 1, heading: "x,z,other,y");

        var failed = Assert.Throws<CheckFailedException>(() => Check.File(project.Path("rondo.yaml")).HasSchema("strict.yaml"));

        Assert.EndsWith("the data do not keep to strict.yaml.", failed.Message.Split('\n')[0], StringComparison.Ordinal);
        Assert.Contains("'copy'", failed.Found, StringComparison.Ordinal);
        Assert.Contains("'other'", failed.Found, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_of_chance_beats_no_baseline_and_misses_its_criteria()
    {
        using var project = new Project();
        Check.File(project.Path("rondo.yaml")).Beats("baseline").MeetsItsCriteria().Meets("rmse", 0.5);
        project.WriteRows(seed: 2, strength: 0);

        var failed = Assert.Throws<CheckFailedException>(() => Check.File(project.Path("rondo.yaml"), "define.success.rmse=0.01").Beats("baseline"));
        Assert.StartsWith("less than ", failed.Expected, StringComparison.Ordinal);
        failed = Assert.Throws<CheckFailedException>(() => Check.File(project.Path("rondo.yaml"), "define.success.rmse=0.01").MeetsItsCriteria());
        Assert.Matches(@"^rmse 0\.\d+$", failed.Found);
        Assert.Equal("rmse within 0.01", failed.Expected);
    }

    [Fact]
    public void Data_that_change_between_two_runs_make_no_reproducible_model()
    {
        using var project = new Project();
        var check = Check.File(project.Path("rondo.yaml")).Beats("baseline");
        check.IsReproducible();
        project.WriteRows(seed: 3);
        var failed = Assert.Throws<CheckFailedException>(() => check.IsReproducible());
        Assert.Contains("the data change from run to run", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_chain_runs_the_file_once()
    {
        using var project = new Project();
        var check = Check.File(project.Path("rondo.yaml")).Beats("baseline");
        File.Delete(project.Path("rows.csv"));
        check.Meets("rmse", 0.5).Beats("constant");
    }

    [Fact]
    public void Mistakes_of_the_file_are_told_by_line_with_their_fix()
    {
        using var project = new Project(train: "{ models: [linear_regresion] }");
        var failed = Assert.Throws<CheckFailedException>(() => Check.File(project.Path("rondo.yaml")));
        Assert.Contains("rondo.yaml:4:", failed.Found, StringComparison.Ordinal);
        Assert.Contains("linear_regression", failed.Fix, StringComparison.Ordinal);
        Assert.Contains("nor in ", Assert.Throws<CheckFailedException>(() => Check.File("nowhere/rondo.yaml")).Found, StringComparison.Ordinal);
        Assert.Contains("does not run to its end", Assert.Throws<CheckFailedException>(() => Check.File(project.Path("rondo.yaml"), "train.models=[ridge]", "define.target=w").Beats("baseline")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_store_that_the_environment_names_is_left_alone()
    {
        using var project = new Project();
        Environment.SetEnvironmentVariable("RONDO_STORE", "postgres://nobody:nothing@127.0.0.1:1/none");
        try
        {
            Check.File(project.Path("rondo.yaml")).Beats("baseline");
        }
        finally
        {
            Environment.SetEnvironmentVariable("RONDO_STORE", null);
        }
    }
}
