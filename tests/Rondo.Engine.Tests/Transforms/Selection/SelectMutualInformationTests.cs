using System.Text.Json;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Data;
using Rondo.Engine.Transforms;
using Rondo.Engine.Transforms.Selection;
using static Rondo.Engine.Tests.Transforms.Fitting;

namespace Rondo.Engine.Tests.Transforms.Selection;

public class SelectMutualInformationTests
{
    static readonly JsonElement _made = SelectionGolden.Reference.GetProperty("made");

    static readonly TransformContext _labels = new(new Target(TaskKind.Binary, GoldenFile.Doubles(_made.GetProperty("labels")), ["no", "yes"]));

    static readonly TransformContext _answer = new(Target.Regression(GoldenFile.Doubles(_made.GetProperty("answer"))));

    static readonly Table _numbers = Table.Of(_made.GetProperty("columns").EnumerateObject().Select(c => (c.Name, (Column)new DoubleColumn(GoldenFile.Doubles(c.Value)))));

    static readonly Table _codes = Table.Of(("code", new IntegerColumn(ColumnType.Int64, [.. _made.GetProperty("codes").EnumerateArray().Select(v => v.GetInt64())])));

    [Theory]
    [InlineData("classif")]
    [InlineData("regression")]
    public void Numbers_without_ties_tell_what_scikit_learn_says(string kind)
    {
        var expected = GoldenFile.Doubles(_made.GetProperty(kind));

        var scores = new SelectMutualInformation().Score(_numbers, kind == "classif" ? _labels : _answer);

        for (var j = 0; j < expected.Length; j++) Close(expected[j], scores[j].Information, 1e-9);
    }

    [Fact]
    public void Categories_tell_what_scikit_learn_says()
    {
        Close(_made.GetProperty("codes_labels").GetDouble(), new SelectMutualInformation().Score(_codes, _labels)[0].Information, 1e-12);
        Close(_made.GetProperty("codes_answer").GetDouble(), new SelectMutualInformation().Score(_codes, _answer)[0].Information, 1e-9);
    }

    [Theory]
    [InlineData("diabetes")]
    [InlineData("breast_cancer")]
    [InlineData("wine")]
    public void Numbers_with_ties_tell_the_same_but_for_how_ties_are_broken(string set)
    {
        var (table, context) = SelectionGolden.Load(set);
        var (mean, spread) = (GoldenFile.Doubles(SelectionGolden.Set(set).GetProperty("mutual_information")), GoldenFile.Doubles(SelectionGolden.Set(set).GetProperty("spread")));

        var scores = new SelectMutualInformation().Score(table, context);

        for (var j = 0; j < mean.Length; j++) Assert.InRange(scores[j].Information, mean[j] - 6 * spread[j] - 1e-6, mean[j] + 6 * spread[j] + 1e-6);
    }

    [Fact]
    public void The_most_telling_columns_stay()
    {
        var table = _numbers.With("empty", Doubles([.. Enumerable.Repeat(double.NaN, 300)])).With("same", Texts([.. Enumerable.Repeat("a", 300)]));

        Assert.Equal(["u"], NamesOf(new SelectMutualInformation { K = 1 }.Fit(table, _answer).Apply(table)));
        Assert.Equal(["u", "v"], NamesOf(new SelectMutualInformation { K = 0, Threshold = 0.1 }.Fit(table, _answer).Apply(table)));
        Assert.Equal(["u"], NamesOf(new SelectMutualInformation { Threshold = 99 }.Fit(table, _answer).Apply(table)));
    }

    [Fact]
    public void Where_a_number_is_missing_tells_something_too()
    {
        double[] y = [.. Enumerable.Range(0, 200).Select(i => (double)(i % 2))];
        var table = Table.Of(("x", new DoubleColumn([.. y.Select((v, i) => v == 1 ? double.NaN : i)])));

        var score = new SelectMutualInformation().Score(table, new TransformContext(new Target(TaskKind.Binary, y, ["no", "yes"])));

        Close(Math.Log(2), score[0].Information, 1e-12);
    }
}
