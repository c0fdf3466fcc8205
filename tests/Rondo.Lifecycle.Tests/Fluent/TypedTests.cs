using System.Linq.Expressions;
using Rondo.Define;
using Rondo.Engine.Catalog;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Fluent;
using Rondo.Lifecycle.Spec;
using Rondo.Lifecycle.Tests.Spec;

namespace Rondo.Lifecycle.Tests.Fluent;

public sealed class TypedTests
{
    public sealed record House(double MedianIncome, double TotalRooms, double? Households, string OceanProximity, [Column("Sold On")] DateTime SoldOn, int Floors)
    {
        [Target]
        public double? MedianHouseValue { get; init; }

        [Derived]
        public static Expression<Func<House, double?>> RoomsPerHousehold => h => h.TotalRooms / h.Households;
    }

    static TypedWords<House> Houses => new LifecycleWords().Name("california-housing").Typed<House>();

    [Fact]
    public void A_record_a_program_and_a_file_have_one_hash()
    {
        var typed = Houses.Success(m => m.Rmse <= 50_000 && m.R2 >= 0.8).From("data/housing.csv").Encode(h => h.OceanProximity, Encoding.OneHot).Missing(h => h.Households, "median").Build();
        var said = new LifecycleWords().Name("california-housing")
            .Define(d => d.Target("median_house_value").Success(rmse: 50_000, r2: 0.8))
            .Prepare(p => p.From("data/housing.csv").Derive("rooms_per_household", "total_rooms / households").Encode("ocean_proximity", Encoding.OneHot).Clean(c => c.Missing("households", "median")))
            .Build();
        var read = Given.Spec("""
            name: california-housing
            define: { target: median_house_value, success: { rmse: 50000, r2: 0.8 } }
            prepare:
              source: data/housing.csv
              clean: { missing: { households: median } }
              features:
                derive: { rooms_per_household: total_rooms / households }
                encode: { ocean_proximity: one_hot }
            """);

        Assert.Equal(SpecJson.Hash(read), typed.Hash);
        Assert.Equal(SpecJson.Hash(read), said.Hash);
    }

    public static TheoryData<Expression<Func<House, object?>>, string> Lambdas => new()
    {
        { h => h.TotalRooms / h.Households, "total_rooms / households" },
        { h => (h.MedianIncome + 1) * 2 - h.TotalRooms, "(median_income + 1.0) * 2.0 - total_rooms" },
        { h => h.Floors / 2, "int64(floors / 2)" },
        { h => h.Floors / 2.0, "floors / 2.0" },
        { h => (int)h.MedianIncome % 3, "int64(median_income) % 3" },
        { h => h.MedianIncome > 3 && !(h.Floors == 1 || h.Floors >= 7), "median_income > 3.0 and not (floors == 1 or floors >= 7)" },
        { h => h.Floors > 3 ? "tall" : "low", "if(floors > 3, 'tall', 'low')" },
        { h => h.Households ?? 1, "coalesce(households, 1.0)" },
        { h => h.Households == null, "is_missing(households)" },
        { h => h.Households.HasValue ? h.Households.Value : 0, "if(not is_missing(households), households, 0.0)" },
        { h => Math.Log(h.MedianIncome) + Math.Pow(h.TotalRooms, 2), "log(median_income) + pow(total_rooms, 2.0)" },
        { h => Math.Clamp(h.Floors, 1, 5), "clip(floors, 1, 5)" },
        { h => Math.Round(h.MedianIncome, 2, MidpointRounding.AwayFromZero), "round(median_income, 2)" },
        { h => h.OceanProximity.ToLowerInvariant().Replace("near ", ""), "replace(lower(ocean_proximity), 'near ', '')" },
        { h => h.OceanProximity.StartsWith("NEAR", StringComparison.Ordinal), "starts_with(ocean_proximity, 'NEAR')" },
        { h => h.OceanProximity.Substring(2, 3), "substring(ocean_proximity, 3, 3)" },
        { h => h.OceanProximity + "-" + h.OceanProximity.Trim(), "ocean_proximity + '-' + trim(ocean_proximity)" },
        { h => h.OceanProximity.Length, "length(ocean_proximity)" },
        { h => h.SoldOn.Year * 12 + h.SoldOn.Month, "year(`Sold On`) * 12 + month(`Sold On`)" },
        { h => h.SoldOn.DayOfWeek == DayOfWeek.Sunday, "weekday(`Sold On`) % 7 == 0" },
        { h => (h.SoldOn - new DateTime(2020, 1, 1)).TotalDays, "days(`Sold On` - timestamp('2020-01-01 00:00:00.000000'))" },
    };

    [Theory]
    [MemberData(nameof(Lambdas))]
    public void A_lambda_becomes_an_expression_of_the_files_language(Expression<Func<House, object?>> lambda, string expected)
    {
        var text = Houses.From("a.csv").Derive("x", lambda).Build().Prepare.Features.Derive[^1].Expression;

        Assert.Equal(expected, text);
        Assert.Equal(expected, Rondo.Engine.Expressions.Expression.Parse(text).ToString());
    }

    [Fact]
    public void Variables_around_a_lambda_are_the_values_that_they_have()
    {
        var (limit, word) = (2.5, "bay");

        Assert.Equal("median_income > 2.5 and ocean_proximity == 'bay'",
            Houses.From("a.csv").Derive("x", h => h.MedianIncome > limit && h.OceanProximity == word).Build().Prepare.Features.Derive[^1].Expression);
    }

    public static TheoryData<Expression<Func<House, object?>>, string> Foreign => new()
    {
        { h => Math.Round(h.MedianIncome), "Math.Round" },
        { h => Math.Tan(h.MedianIncome), "Math.Tan" },
        { h => h.OceanProximity.Normalize(), "String.Normalize" },
        { h => h.SoldOn.Ticks, "DateTime.Ticks" },
        { h => h.Floors & 1, "And" },
    };

    [Theory]
    [MemberData(nameof(Foreign))]
    public void What_the_language_has_no_word_for_is_refused_by_its_name(Expression<Func<House, object?>> lambda, string name)
    {
        var mistake = Assert.Single(Assert.Throws<RondoException>(() => Houses.Derive("x", lambda)).Mistakes);

        Assert.Equal("bad_expression", mistake.Code);
        Assert.Contains(name, mistake.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_bound_from_the_wrong_side_is_refused()
    {
        Assert.Equal("bad_bound", Assert.Single(Assert.Throws<RondoException>(() => Houses.Success(m => m.Rmse >= 5)).Mistakes).Code);
        Assert.Equal("bad_bound", Assert.Single(Assert.Throws<RondoException>(() => Houses.Success(m => 0.5 >= m.R2)).Mistakes).Code);
        Assert.Equal("bad_bound", Assert.Single(Assert.Throws<RondoException>(() => Houses.Success(m => m.R2 == 1)).Mistakes).Code);
    }

    [Fact]
    public void Metrics_have_every_word_that_a_criterion_may_bound() => Assert.Equal(
        MetricWords.Predictive.Concat(MetricWords.Other).Select(m => m.Name).Order(StringComparer.Ordinal),
        typeof(Metrics).GetProperties().Select(p => PartCatalog.SnakeCase(p.Name)).Order(StringComparer.Ordinal));

    [Fact]
    public async Task Columns_that_the_data_do_not_have_are_named_before_training_with_the_nearest_one()
    {
        var folder = Directory.CreateTempSubdirectory("rondo-typed-").FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "a.csv"), "median_incom,total_rooms,households,ocean_proximity,Sold On,floors,median_house_value\n" +
            string.Concat(Enumerable.Range(0, 60).Select(i => FormattableString.Invariant($"{i}.5,{i % 7},3,BAY,2024-01-{1 + (i % 28):00},two,{i * 1000}\n"))), TestContext.Current.CancellationToken);

        var mistakes = (await Assert.ThrowsAsync<RondoException>(() => Houses.From("a.csv").RunAsync(new RunSettings { Folder = folder }, cancellation: TestContext.Current.CancellationToken))).Mistakes;

        Assert.Equal([("unknown_column", "median_income"), ("wrong_column_type", "floors")], mistakes.Select(m => (m.Code, m.Field!)));
        Assert.Equal("Did you mean 'median_incom'?", mistakes[0].Hint);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void A_property_with_a_body_is_no_expression()
    {
        var mistake = Assert.Single(Assert.Throws<RondoException>(() => new LifecycleWords().Typed<Wrong>()).Mistakes);

        Assert.Contains("Expression<Func<Wrong, double>> Twice", mistake.Hint, StringComparison.Ordinal);
    }

    public sealed record Wrong(double X)
    {
        [Derived]
        public double Twice => 2 * X;
    }
}
