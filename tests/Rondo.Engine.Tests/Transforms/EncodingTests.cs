using Rondo.Engine.Algorithms;
using Rondo.Engine.Data;
using Rondo.Engine.Numerics;
using Rondo.Engine.Transforms;
using static Rondo.Engine.Tests.Transforms.Fitting;

namespace Rondo.Engine.Tests.Transforms;

/// <summary>binary, hashing, frequency and rare.</summary>
public class EncodingTests
{
    static readonly Table Words = Table.Of(("x", Doubles(1, 2, 3, 4, 5, 6)), ("w", Texts("b", "a", null, "b", "c", "b")));

    static readonly Table Later = Table.Of(("x", Doubles(1, 2, 3)), ("w", Texts("c", "never seen", null)));

    [Fact]
    public void Binary_writes_the_number_of_the_category_in_digits()
    {
        var table = FitApply(new Binary(), Words);

        Assert.Equal(["x", "w_bit_2", "w_bit_1", "w_bit_0"], NamesOf(table));
        Assert.Equal([0, 0, 1, 0, 0, 0], WholeOf(table, "w_bit_2", ColumnType.Boolean));
        Assert.Equal([1, 0, 0, 1, 1, 1], WholeOf(table, "w_bit_1", ColumnType.Boolean));
        Assert.Equal([0, 1, 0, 0, 1, 0], WholeOf(table, "w_bit_0", ColumnType.Boolean));
    }

    [Fact]
    public void Binary_gives_an_unknown_category_no_digit_and_may_keep_missing_values()
    {
        var table = Fit(new Binary { EncodeMissing = false }, Words).Apply(Later);

        Assert.Equal(["x", "w_bit_1", "w_bit_0"], NamesOf(table));
        Assert.Equal([1, 0, null], WholeOf(table, "w_bit_1", ColumnType.Boolean));
        Assert.Equal([1, 0, null], WholeOf(table, "w_bit_0", ColumnType.Boolean));
    }

    [Fact]
    public void The_hash_is_that_of_scikit_learn()
    {
        var expected = EncodingsGolden.Reference.GetProperty("murmur").EnumerateArray().Select(v => v.GetInt32());

        Assert.Equal(expected, EncodingsGolden.Texts("words").Select(MurmurHash3.OfText));
    }

    [Theory]
    [InlineData(8, true)]
    [InlineData(5, false)]
    public void Hashing_equals_scikit_learn(int width, bool signed)
    {
        var expected = EncodingsGolden.Reference.GetProperty("hashing").GetProperty($"{width}_{(signed ? "True" : "False")}").EnumerateArray().Select(row => GoldenFile.Doubles(row)).ToArray();

        var table = FitApply(new Hashing { NFeatures = width, AlternateSign = signed }, Table.Of(("w", Texts(EncodingsGolden.Texts("words")))));

        for (var k = 0; k < width; k++) Assert.Equal(expected.Select(row => row[k]), NumbersOf(table, $"w_hash_{k}"));
    }

    [Fact]
    public void Hashing_gives_a_missing_value_zeros_or_keeps_it()
    {
        Assert.Equal(0, NumbersOf(FitApply(new Hashing { NFeatures = 1 }, Words), "w_hash_0")[2]);
        Assert.Equal(double.NaN, NumbersOf(FitApply(new Hashing { NFeatures = 1, EncodeMissing = false }, Words), "w_hash_0")[2]);
    }

    [Fact]
    public void Hashing_into_more_cells_than_memory_holds_is_refused()
    {
        var table = Table.Of(("w", new TextColumn(new int[20_000], ["a"])));

        Assert.Equal("too_many_cells", MistakeOf(new Hashing { NFeatures = 65_536 }, table).Code);
    }

    [Fact]
    public void Frequency_gives_the_share_of_the_training_rows()
    {
        var fitted = Fit(new Frequency(), Words);

        Assert.Equal([3.0 / 6, 1.0 / 6, 1.0 / 6, 3.0 / 6, 1.0 / 6, 3.0 / 6], NumbersOf(fitted.Apply(Words), "w"));
        Assert.Equal([1.0 / 6, 0, 1.0 / 6], NumbersOf(fitted.Apply(Later), "w"));
        Assert.Equal(double.NaN, NumbersOf(Fit(new Frequency { EncodeMissing = false }, Words).Apply(Later), "w")[2]);
    }

    [Fact]
    public void Rare_categories_and_unknown_ones_share_a_name()
    {
        var fitted = Fit(new Rare { MinFrequency = 2 }, Words);

        Assert.Equal(["b", "other", null, "b", "other", "b"], TextsOf(fitted.Apply(Words), "w"));
        Assert.Equal(["other", "other", null], TextsOf(fitted.Apply(Later), "w"));
        Assert.Equal(["b", "few", null, "b", "few", "b"], TextsOf(FitApply(new Rare { MinFrequency = 0.4, Into = "few" }, Words), "w"));
    }

    [Theory]
    [InlineData("first")]
    [InlineData("if_binary")]
    public void One_hot_drops_what_scikit_learn_drops(string drop)
    {
        var expected = EncodingsGolden.Reference.GetProperty("one_hot").GetProperty(drop).EnumerateArray().Select(v => v.GetString());
        var table = Table.Of(("w", Texts(EncodingsGolden.Texts("text"))), ("s", Texts(EncodingsGolden.Texts("sex"))));

        var names = NamesOf(FitApply(new OneHot { Drop = drop == "first" ? OneHotDrop.First : OneHotDrop.IfBinary }, table));

        Assert.Equal(expected, names.Select(name => name.Replace('=', '_')));
    }

    [Fact]
    public void A_million_categories_are_encoded_in_seconds()
    {
        var codes = new int[1_000_000];
        for (var i = 0; i < codes.Length; i++) codes[i] = i;
        var table = Table.Of(("id", new TextColumn(codes, Array.ConvertAll(codes, c => $"user{c}"))));
        var clock = System.Diagnostics.Stopwatch.StartNew();

        foreach (var part in (ITransform[])[new Binary(), new Hashing { NFeatures = 4 }, new Frequency(), new Rare(), new TargetEncoder()])
        {
            var context = new TransformContext(Target.Regression(new double[codes.Length]));
            Assert.Equal(codes.Length, part.FitApply(table, context).Transformed.RowCount);
        }

        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 60);
    }
}
