using System.Text;
using Rondo.Lifecycle.Spec;

namespace Rondo.Lifecycle.Tests.Spec;

public sealed class SchemaUpdateTests
{
    const string Reviewed = """
        rows: { min: 500 }
        unique: [city, sold]
        columns:
          id: { type: int64, unique: true }
          age: { type: int64, min: 18, max: 120, present: 0.8 }
          plan: { type: text, nullable: false, in: [gold, silver, basic] }
          city: { type: text }
          area: { type: double, max: 500 }
          rooms: { type: int64 }
          sold: { type: date, max: 2030-01-01 }
          member: { type: boolean }
          code: { type: text, matches: "A-[0-9]{3}" }
          price: { type: double }
        """;

    [Fact]
    public void Data_that_keep_to_the_schema_change_nothing()
    {
        var update = Update(new Shop());

        Assert.Empty(update.Changes);
        Assert.Equal(Parsed(Reviewed).ToYaml(), WithoutRemarks(update.Schema.ToYaml()));
    }

    [Fact]
    public void What_does_not_hold_is_loosened_and_told_in_a_line_each_and_the_rest_stays_as_written()
    {
        var shop = new Shop()
            .Set("age", 3, "140").Set("plan", 4, "platinum").Set("plan", 5, "").Set("sold", 6, "2031-05-01").Set("code", 7, "B")
            .Set("rooms", 8, "2.5").Set("id", 9, "10000").Remove("member").Add("note", i => $"n{i}").Keep(400);

        var update = Update(shop);

        Assert.Equal(
            [
                "id: 'unique' removed, for it does not hold",
                "age: max 140, was 120",
                "plan: may be missing, for 1 of 400 values are",
                "plan: in has 'platinum' now",
                "rooms: double, was int64",
                "sold: max 2031-05-01, was 2030-01-01",
                "member: removed, for the data don't have it",
                "code: 'matches' removed, for it does not hold",
                "note: new, text",
                "rows: at least 40, for there are 400",
            ],
            update.Changes.Select(c => c.ToString()));
        var schema = Parsed(update.Schema.ToYaml());
        Assert.Equal(400, schema.Enforce(shop.Read(schema)).RowCount);
        Assert.Contains("max: 500", update.Schema.ToYaml(), StringComparison.Ordinal);
        Assert.Contains("min: 18", update.Schema.ToYaml(), StringComparison.Ordinal);
        Assert.Empty(Update(shop, schema).Changes);
    }

    [Fact]
    public void Without_a_schema_all_columns_are_new() => Assert.Equal(Shop.Names.Length, SchemaUpdate.Of(null, new Shop().Read()).Changes.Length);

    static SchemaUpdate Update(Shop shop, SchemaFile? schema = null)
    {
        schema ??= Parsed(Reviewed);
        return SchemaUpdate.Of(schema, shop.Read(schema));
    }

    static string WithoutRemarks(string yaml) => string.Join('\n', yaml.Split('\n').Select(line => line.Split("  # seen:")[0]));

    static SchemaFile Parsed(string text) => SchemaFile.Parse(Encoding.UTF8.GetBytes(text), "schema.yaml");
}
