using System.Globalization;

namespace Rondo.Testing.Tests;

/// <summary>A folder with a lifecycle file and its rows: y follows x, and z is chance.</summary>
sealed class Project : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("rondo-checked-").FullName;

    public Project(string train = "{ models: [linear_regression], tune: none, cv: { folds: 3 } }", string prepare = "source: rows.csv", string define = "target: y, success: { rmse: 1 }")
    {
        WriteRows(seed: 1);
        File.WriteAllText(Path("rondo.yaml"), $"name: line\ndefine: {{ {define} }}\nprepare: {{ {prepare} }}\ntrain: {train}\n");
    }

    public IEnumerable<string> Files => Directory.EnumerateFileSystemEntries(_folder).Select(f => System.IO.Path.GetFileName(f)).Order(StringComparer.Ordinal);

    public string Path(string name) => System.IO.Path.Combine(_folder, name);

    /// <param name="strength">How much of y is x.</param>
    public void WriteRows(int seed, double strength = 3, string heading = "x,z,copy,y")
    {
        var random = new Random(seed);
        File.WriteAllLines(Path("rows.csv"), [heading, .. Enumerable.Range(0, 200).Select(_ =>
        {
            var (x, z) = (random.NextDouble(), random.NextDouble());
            var y = strength * x + random.NextDouble();
            return string.Create(CultureInfo.InvariantCulture, $"{x},{z},{random.NextDouble()},{y}");
        })]);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
