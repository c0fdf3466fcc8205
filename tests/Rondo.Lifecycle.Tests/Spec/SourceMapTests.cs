using Rondo.Engine.Errors;
using Rondo.Lifecycle.Spec;
using Rondo.Lifecycle.Spec.Yaml;

namespace Rondo.Lifecycle.Tests.Spec;

public sealed class SourceMapTests
{
    const string Text = """
        define:
          target: y
        prepare:
          source: a.csv
          drop: [a, b]
          features:
            derive:
              plain: x + z2
              quoted: "x + z2"
              escaped: "x \t + z2"
              block: |
                x
                + z2
            encode: { odd.name: one_hot }
        """;

    [Theory]
    [InlineData("prepare.features.derive.plain", 8, 17)]
    [InlineData("prepare.features.derive.quoted", 9, 19)]
    [InlineData("prepare.features.derive.escaped", 10, 16)]
    [InlineData("prepare.features.derive.block", 11, 14)]
    public void A_place_inside_a_text_is_a_place_in_the_file_where_that_can_be_known(string path, int line, int column)
    {
        var mistake = new Mistake("bad_expression", "It is wrong.") { Line = 1, Column = 4 };

        var placed = Map().Place(mistake, path);

        Assert.Equal(("rondo.yaml", line, column), (placed.File, placed.Line, placed.Column));
    }

    [Fact]
    public void Items_of_lists_and_keys_of_mappings_have_places()
    {
        var map = Map();

        Assert.Equal(new Position(5, 13), map.ValueAt("prepare.drop[1]"));
        Assert.Equal(new Position(14, 15), map.KeyAt("prepare.features.encode.odd.name"));
        Assert.Null(map.ValueAt("prepare.time"));
    }

    [Theory]
    [InlineData("prepare.split.test", 3, 1)]
    [InlineData("train.metric", 1, 1)]
    public void What_the_file_does_not_give_is_placed_at_the_section_around_it(string path, int line, int column)
    {
        var placed = Map().Place(new Mistake("x", "y"), path);

        Assert.Equal((line, column, path), (placed.Line, placed.Column, placed.Field));
    }

    [Fact]
    public void Without_a_file_there_is_no_place()
    {
        var placed = SourceMap.Empty.Place(new Mistake("x", "y") { Line = 1, Column = 3 }, "define.target");

        Assert.Equal((null, null, null), (placed.File, placed.Line, placed.Column));
    }

    static SourceMap Map() => SpecReader.Parse(Text, parts: Given.Parts).Map;
}
