using Rondo.Engine.Errors;
using Rondo.Lifecycle.Spec;

namespace Rondo.Lifecycle.Tests.Spec;

public sealed class SourceSectionTests
{
    [Fact]
    public void A_source_has_a_format_and_parameters_of_its_part()
    {
        var source = Prepare("source: { from: data/a.txt, format: csv, delimiter: \";\" }").Source!;

        Assert.Equal(["data/a.txt"], source.From);
        Assert.Equal("csv", source.Format);
        Assert.Equal(";", source.Parameters["delimiter"]);
    }

    [Theory]
    [InlineData("source: { from: a.csv, delimeter: \";\" }", "unknown_parameter", 3, 26)]
    [InlineData("source: { from: a.csv, format: cvs }", "unknown_source", 3, 34)]
    [InlineData("source: { format: csv }", "missing_key", 3, 11)]
    [InlineData("source: gopher://host/rows", "unknown_format", 3, 11)]
    [InlineData("sources: { a: a.csv, b: b.csv }", "missing_key", 3, 3)]
    [InlineData("source: c.csv\n  sources: { a: a.csv }\n  query: SELECT * FROM a", "conflicting_keys", 4, 3)]
    [InlineData("source: c.csv\n  query: SELECT * FROM a", "conflicting_keys", 4, 3)]
    [InlineData("sources: { a: a.csv, A: b.csv }\n  query: SELECT * FROM a", "duplicate_key", 3, 24)]
    [InlineData("sources: { a: a.csv, b: b.csv }\n  join: { base: a, bb: { on: id } }", "unknown_source", 4, 20)]
    [InlineData("sources: { a: a.csv, b: b.csv }\n  join: { base: a, b: { as_of: t } }", "missing_key", 4, 23)]
    public void A_mistake_has_its_place(string body, string code, int line, int column)
    {
        var mistake = Assert.Single(Assert.Throws<RondoException>(() => Prepare(body)).Mistakes);

        Assert.Equal((code, line, column), (mistake.Code, mistake.Line, mistake.Column));
    }

    [Theory]
    [InlineData("source: [a.csv, b.csv]")]
    [InlineData("source: { from: a.txt, format: csv, delimiter: \";\" }")]
    [InlineData("sources: { a: a.csv, b: { from: b.txt, format: tsv } }\n  query: SELECT * FROM a JOIN b USING (id)")]
    [InlineData("sources: { a: a.csv, b: b.csv }\n  join: { base: a, b: { on: [id, day], as_of: t, time: u } }")]
    public void What_is_read_is_written_again(string body)
    {
        var spec = Given.Spec($"define: {{ target: y }}\nprepare:\n  {body}");

        Assert.Equal(SpecJson.Canonical(spec), SpecJson.Canonical(Given.Spec(spec.ToYaml())));
    }

    static PrepareSpec Prepare(string body) => Given.Spec($"define: {{ target: y }}\nprepare:\n  {body}").Prepare;
}
