using Rondo.Engine.Algorithms;
using Rondo.Lifecycle.Runs;
using Rondo.Lifecycle.Spec;
using Rondo.Lifecycle.Spec.Overlays;
using Rondo.Lifecycle.Spec.Resolution;
using Rondo.Lifecycle.Store;
using Rondo.Prepare.Sources;

namespace Rondo.Lifecycle.Tests.Runs;

public sealed class StarterFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("rondo-init-").FullName;

    public StarterFileTests() => File.WriteAllText(Path.Combine(_folder, "homes.csv"), SmallData.Homes());

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("price", "rondo.yaml")]
    [InlineData("late", "rondo.yaml")]
    [InlineData("grade", "models/grade.yaml")]
    public void The_file_has_at_most_eight_lines_and_its_plan_is_that_of_the_data(string target, string name)
    {
        var path = Path.Combine(_folder, name);
        using var workspace = Workspace.Open(Path.Combine(Path.GetDirectoryName(path)!, ".rondo"));
        var plan = LifecyclePlan.Of(workspace, SpecReader.ForData(Path.Combine(_folder, "homes.csv"), target, new SpecChanges()), new RunOptions { Threads = 1 });

        new StarterFile(plan, path, workspace.Folder).Write();

        var lines = File.ReadAllLines(path);
        Assert.InRange(lines.Length, 5, 8);
        Assert.Equal("# yaml-language-server: $schema=.rondo/rondo.schema.json", lines[0]);
        Assert.True(File.Exists(Path.Combine(Path.GetDirectoryName(path)!, ".rondo", "rondo.schema.json")));
        var again = LifecyclePlan.Of(workspace, SpecReader.Read(path), new RunOptions { Threads = 1 });
        Assert.Equal(plan.Source.DataHash, again.Source.DataHash);
        Assert.Equal(plan.Resolved.Spec.Train.Models.Select(m => m.Name), again.Resolved.Spec.Train.Models.Select(m => m.Name));
        Assert.DoesNotContain(again.Alerts, a => a.Code == "positive_inferred");
    }

    [Fact]
    public void Likely_targets_are_named_and_ids_and_dates_are_none()
    {
        var table = SourceReader.Read(new SourceSpec(Path.Combine(_folder, "homes.csv")));

        var candidates = TargetCandidates.Of(table);

        Assert.Equal(new TargetCandidate("price", TaskKind.Regression), candidates[0]);
        Assert.Contains(new TargetCandidate("late", TaskKind.Binary), candidates);
        Assert.DoesNotContain(candidates, c => c.Name is "id" or "sold");
        var fault = TargetCandidates.Ask(table, "rondo init homes.csv");
        Assert.Equal("Write: rondo init homes.csv --target price", Assert.Single(fault.Mistakes).Hint);
    }

    [Fact]
    public void A_table_of_nothing_but_names_has_no_likely_target()
    {
        var path = Path.Combine(_folder, "ids.csv");
        File.WriteAllText(path, "id\n" + string.Concat(Enumerable.Range(0, 50).Select(i => $"k{i}\n")));

        Assert.Empty(TargetCandidates.Of(SourceReader.Read(new SourceSpec(path))));
    }
}
