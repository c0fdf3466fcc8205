using System.Globalization;
using Rondo.Engine.Data;
using Rondo.Observe.Drift;

namespace Rondo.Observe.Tests.Drift;

/// <summary>Bike rentals of January and February 2011 (Fanaee-T and Gama 2013; UCI 275): four weeks to learn from, then three weeks that turn warm.</summary>
public sealed class BikeStoryTests
{
    static readonly string[] s_features = ["season", "holiday", "weekday", "workingday", "weathersit", "temp", "atemp", "hum", "windspeed", "hr"];

    [Theory]
    [InlineData("2011-01-29", "2011-02-07")]
    [InlineData("2011-02-07", "2011-02-14")]
    [InlineData("2011-02-15", "2011-02-21")]
    public void Temperature_and_humidity_are_flagged_from_the_first_week_on_and_the_hour_never(string from, string to)
    {
        var report = DriftCheck.Compare(Read("2011-01-01", "2011-01-28"), Read(from, to), new DriftOptions(), TestContext.Current.CancellationToken);

        var alerts = report.Columns.Where(c => c.IsAlert).Select(c => c.Name).ToArray();
        Assert.Contains("temp", alerts);
        Assert.Contains("atemp", alerts);
        Assert.Contains("hum", alerts);
        Assert.DoesNotContain("hr", alerts);
        Assert.DoesNotContain("season", alerts);
    }

    [Fact]
    public void In_the_third_week_rows_lie_above_the_temperatures_that_were_learnt_from()
    {
        var report = DriftCheck.Compare(Read("2011-01-01", "2011-01-28"), Read("2011-02-15", "2011-02-21"), new DriftOptions(), TestContext.Current.CancellationToken);

        Assert.Contains("outside the reference's range of 0.02 to 0.46: 14.5% of rows", report.Columns.Single(c => c.Name == "temp").Note, StringComparison.Ordinal);
    }

    static Table Read(string from, string to)
    {
        var file = Path.Combine(Environment.GetEnvironmentVariable("RONDO_DATA") ?? "", "bike_sharing_hour.csv");
        Assert.SkipUnless(File.Exists(file), "RONDO_DATA names no folder of real data.");
        string[][] lines = [.. File.ReadLines(file).Select(l => l.Split(','))];
        var day = Array.IndexOf(lines[0], "dteday");
        var rows = lines.Skip(1).Where(l => string.CompareOrdinal(l[day], from) >= 0 && string.CompareOrdinal(l[day], to) <= 0).ToArray();
        return Table.Of(s_features.Select(name => (name, (Column)new DoubleColumn([.. rows.Select(r => double.Parse(r[Array.IndexOf(lines[0], name)], CultureInfo.InvariantCulture))]))));
    }
}
