using System.Globalization;
using System.Linq.Expressions;
using System.Text;
using Rondo.Lifecycle.Fluent;

namespace Rondo.Extensions.Tests;

/// <summary>A record that a model is trained over and predicts over.</summary>
public sealed record House(double Area, int? Rooms, string? City, [Column("Built On")] DateOnly BuiltOn)
{
    [Target]
    public double? Price { get; init; }

    [Derived]
    public static Expression<Func<House, double?>> AreaPerRoom => h => h.Area / h.Rooms;
}

/// <summary>A workspace with a model of houses, trained as a program trains it.</summary>
sealed class TrainedHouses : IDisposable
{
    readonly string _root = Directory.CreateTempSubdirectory("rondo-houses-").FullName;

    public string Workspace => Path.Combine(_root, ".rondo");

    /// <summary>A further version each time; the first is the champion.</summary>
    public TrainedHouses Train(double factor)
    {
        var random = new Random(4);
        var lines = new StringBuilder("area,rooms,city,Built On,price\n");
        for (var i = 0; i < 300; i++)
        {
            var (area, rooms, city) = (40 + (160 * random.NextDouble()), random.Next(1, 7), random.Next(3));
            lines.Append(CultureInfo.InvariantCulture, $"{area:F1},{(i % 9 == 0 ? "" : rooms)},{(i % 11 == 0 ? "" : "City " + city)},{new DateOnly(1950 + random.Next(70), 1 + random.Next(12), 1 + random.Next(28)):yyyy-MM-dd},{factor * ((2000 * area) + (10000 * rooms) + (30000 * city)):F0}\n");
        }
        File.WriteAllText(Path.Combine(_root, "houses.csv"), lines.ToString());
        var spec = Lifecycle.Fluent.Lifecycle.Create<House>("house").From("houses.csv").Train(t => t.Models(Model.GradientBoosting()).Tune(trials: 1));
        spec.RunAsync(new RunSettings { Folder = _root, Threads = 2 }).GetAwaiter().GetResult();
        return this;
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);
}
