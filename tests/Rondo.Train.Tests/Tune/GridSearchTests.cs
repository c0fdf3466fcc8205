using Rondo.Engine.Errors;
using Rondo.Train.Tune;

namespace Rondo.Train.Tests.Tune;

public class GridSearchTests
{
    static readonly SearchSpace s_space = new("bowl", [new ChoiceDimension("x", [-1.0, 0.5, 2.5, 7.0]), new ChoiceDimension("y", [0.1, 0.9, 4.0])]);

    [Fact]
    public void It_tries_exactly_the_product_and_finds_its_best()
    {
        var study = Tuner.Run(Studies.Plan(new GridSearch(), 3, s_space, Studies.Steps with { Dimensions = [new ChoiceDimension("kind", ["a", "c"]), new ChoiceDimension("n", [3L, 11L])] }), Studies.Objective);

        var product = from x in new[] { -1.0, 0.5, 2.5, 7.0 } from y in new[] { 0.1, 0.9, 4.0 } select (x, y);
        var bowl = study.Trials.Where(t => t.Model == "bowl");
        Assert.Equal(product, bowl.Select(t => ((double)t.Parameters["x"]!, (double)t.Parameters["y"]!)));
        Assert.Equal(16, study.Trials.Length);
        Assert.Equal(product.MinBy(p => (p.x - 2) * (p.x - 2) + (p.y - 1) * (p.y - 1)), ((double)study.BestFor("bowl")!.Parameters["x"]!, (double)study.BestFor("bowl")!.Parameters["y"]!));
        Assert.Equal(0.1, study.Best!.Score!.Value, 1e-12);
    }

    [Fact]
    public void A_range_needs_points_and_keeps_its_ends()
    {
        var space = new SearchSpace("bowl", [new NumberDimension("x", -1, 3), new NumberDimension("y", 0.001, 1, IsLog: true)]);

        var refused = Assert.Throws<RondoException>(() => Tuner.Run(Studies.Plan(new GridSearch(), 3, space), Studies.Objective));
        var study = Tuner.Run(Studies.Plan(new GridSearch { Points = 4 }, 3, space), Studies.Objective);

        Assert.Contains("'bowl.x'", refused.Message, StringComparison.Ordinal);
        Assert.Equal(16, study.Trials.Length);
        Assert.Equal([0.001, 0.01, 0.1, 1], study.Trials.Take(4).Select(t => Math.Round((double)t.Parameters["y"]!, 12)));
        Assert.Equal((0.001, 1.0), (study.Trials[0].Parameters["y"], study.Trials[3].Parameters["y"]));
    }

    [Fact]
    public void Whole_numbers_are_not_tried_twice()
    {
        var space = Studies.Steps with { Dimensions = [new NumberDimension("n", 1, 3, IsWhole: true), new ChoiceDimension("kind", ["a"])] };

        var study = Tuner.Run(Studies.Plan(new GridSearch { Points = 10 }, 3, space), Studies.Objective);

        Assert.Equal([1L, 2L, 3L], study.Trials.Select(t => t.Parameters["n"]));
    }

    [Fact]
    public void A_grid_without_end_is_refused()
    {
        var space = new SearchSpace("wide", [.. Enumerable.Range(0, 30).Select(i => new NumberDimension($"x{i}", 0, 1))]);

        Assert.Equal("grid_too_large", Assert.Throws<RondoException>(() => Tuner.Run(Studies.Plan(new GridSearch { Points = 10 }, 3, space), Studies.Objective)).Mistakes[0].Code);
    }
}
