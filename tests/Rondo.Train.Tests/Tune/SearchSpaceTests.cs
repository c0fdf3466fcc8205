using Rondo.Engine.Algorithms;
using Rondo.Engine.Algorithms.Boosting;
using Rondo.Engine.Catalog;
using Rondo.Engine.Errors;
using Rondo.Train.Tune;

namespace Rondo.Train.Tests.Tune;

public class SearchSpaceTests
{
    static readonly PartCatalog s_catalog = new(typeof(IAlgorithm).Assembly);

    static PartInfo Boosting => s_catalog.Find<IAlgorithm>("gradient_boosting")!;

    [Fact]
    public void Without_a_space_in_the_file_the_marked_parameters_are_searched_from_their_defaults()
    {
        var space = SearchSpace.Of(Boosting);

        Assert.Equal("gradient_boosting", space.Model);
        Assert.Equal(new NumberDimension("learning_rate", 0.01, 0.3, IsLog: true), space.Dimensions.Single(d => d.Name == "learning_rate"));
        Assert.Equal(new NumberDimension("max_leaves", 8, 256, IsLog: true, IsWhole: true), space.Dimensions.Single(d => d.Name == "max_leaves"));
        Assert.DoesNotContain(space.Dimensions, d => d.Name == "n_estimators");
        Assert.Equal((0.05, 31L), (space.Defaults!["learning_rate"], space.Defaults["max_leaves"]));
    }

    [Fact]
    public void Parameters_that_the_file_sets_are_left_alone_and_defaults_are_those_of_the_configured_part()
    {
        var space = SearchSpace.Of(Boosting, given: ["learning_rate"], configured: new GradientBoosting { MaxLeaves = 127 });

        Assert.DoesNotContain(space.Dimensions, d => d.Name == "learning_rate");
        Assert.Equal(127L, space.Defaults!["max_leaves"]);
    }

    [Fact]
    public void The_file_says_exactly_what_is_searched()
    {
        var spaces = SearchSpace.OfAll([Boosting, s_catalog.Find<IAlgorithm>("ridge")!], new Dictionary<string, object?>
        {
            ["gradient_boosting.learning_rate"] = "loguniform(0.01, 0.2)",
            ["gradient_boosting.max_depth"] = "int(3, 10)",
            ["gradient_boosting.min_samples_leaf"] = "logint(2, 50)",
            ["gradient_boosting.subsample"] = "uniform(0.5, 1)",
            ["gradient_boosting.class_weight"] = "choice(none, balanced)",
            ["gradient_boosting.max_bins"] = new object[] { 63, 255L },
        });

        Dimension[] expected =
        [
            new NumberDimension("learning_rate", 0.01, 0.2, IsLog: true), new NumberDimension("max_depth", 3, 10, IsWhole: true),
            new NumberDimension("min_samples_leaf", 2, 50, IsLog: true, IsWhole: true), new NumberDimension("subsample", 0.5, 1),
        ];
        Assert.Equal(expected, spaces[0].Dimensions.OfType<NumberDimension>());
        Assert.Equal([63L, 255L], ((ChoiceDimension)spaces[0].Dimensions.Single(d => d.Name == "max_bins")).Choices);
        Assert.Equal(["none", "balanced"], ((ChoiceDimension)spaces[0].Dimensions.Single(d => d.Name == "class_weight")).Choices);
        Assert.Equal(["alpha"], spaces[1].Dimensions.Select(d => d.Name));
    }

    [Theory]
    [InlineData("loguniform(0, 0.3)", "0 is outside 0.0001 to 1.")]
    [InlineData("loguniform(0.01, 3)", "3 is outside 0.0001 to 1.")]
    [InlineData("uniform(0.3, 0.1)", "The low end 0.3 is not below the high end 0.1.")]
    [InlineData("uniform(0.3)", "uniform needs a low and a high end; found 1 values.")]
    [InlineData("uniform(a, b)", "'a' is not a number.")]
    [InlineData("logunifrom(0.01, 0.3)", "There is no form 'logunifrom' of a range. Did you mean")]
    [InlineData("0.1 to 0.3", "'0.1 to 0.3' is no range.")]
    [InlineData("", "'' is no range.")]
    [InlineData("choice()", "An empty list has nothing to choose from.")]
    [InlineData("choice(0.1, 0.1)", "A value is listed twice.")]
    [InlineData("choice(fast, slow)", "Expected a number, found 'fast'.")]
    public void A_bad_range_is_refused_with_what_is_wrong(string text, string message)
    {
        var mistake = Assert.Single(Assert.Throws<RondoException>(() => SearchSpace.Of(Boosting, new Dictionary<string, object?> { ["learning_rate"] = text })).Mistakes);

        Assert.Equal("gradient_boosting.learning_rate", mistake.Field);
        Assert.Contains(message, mistake.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Kinds_of_ranges_must_fit_the_parameter_and_all_mistakes_are_told_at_once()
    {
        var exception = Assert.Throws<RondoException>(() => SearchSpace.OfAll([Boosting], new Dictionary<string, object?>
        {
            ["gradient_boosting.max_leaves"] = "uniform(8, 64)",
            ["gradient_boosting.l2"] = "loguniform(0, 1)",
            ["gradient_boosting.class_weight"] = "uniform(0, 1)",
            ["gradient_boosting.learn_rate"] = "uniform(0.1, 0.2)",
            ["gradient_bosting.l2"] = "uniform(0.1, 0.2)",
            ["l2"] = "uniform(0.1, 0.2)",
        }));

        Assert.Equal(6, exception.Mistakes.Count);
        Assert.Contains("Write int(low, high).", exception.Message, StringComparison.Ordinal);
        Assert.Contains("A logarithmic range cannot begin at 0.", exception.Message, StringComparison.Ordinal);
        Assert.Contains("Did you mean 'learning_rate'?", exception.Message, StringComparison.Ordinal);
        Assert.Contains("Did you mean 'gradient_boosting'?", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Points_of_the_unit_interval_are_values_and_back()
    {
        var whole = new NumberDimension("n", 3, 10, IsWhole: true);
        var log = new NumberDimension("r", 0.01, 0.3, IsLog: true);

        Assert.Equal([3L, 10L], [whole.At(0), whole.At(1)]);
        Assert.All(Enumerable.Range(3, 8), n => Assert.Equal((long)n, whole.At(whole.UnitOf(n))));
        Assert.Equal((0.01, 0.3), ((double)log.At(0)!, (double)log.At(1)!));
        Assert.Equal(0.05, (double)log.At(log.UnitOf(0.05))!, 1e-12);
        Assert.Equal((0, 1), (log.UnitOf(0.0001), log.UnitOf(7)));
    }
}
