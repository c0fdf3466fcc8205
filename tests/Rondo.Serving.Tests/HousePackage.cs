using Rondo.Deploy.Host;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Algorithms.Linear;
using Rondo.Engine.Data;
using Rondo.Engine.Recipes;

namespace Rondo.Serving.Tests;

/// <summary>A small model as a package in a folder, as an image has it, and behind the end of a program's file.</summary>
sealed class HousePackage : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("rondo-serving-").FullName;

    public FittedPipeline Pipeline { get; } = Recipe.Of(new LinearRegression()).Fit(
        Table.Of(("area", new DoubleColumn([50, 60, 70, 80, 90])), ("rooms", new IntegerColumn(ColumnType.Int64, [1, 3, 2, 5, 4], new bool[5]))),
        Target.Regression([100.25, 130, 140, 190, 200]));

    public ModelContent Content => new(PipelineFormat.Write(Pipeline)) { Target = "price", OptionalColumns = ["rooms"] };

    /// <summary>A folder with one package in it.</summary>
    public string Write(string folder = "models", string name = "house", int version = 3)
    {
        var package = Directory.CreateDirectory(Path.Combine(Folder, folder, "model")).FullName;
        File.WriteAllText(Path.Combine(package, PackageFolder.DescriptionName), $$$"""{"name":"{{{name}}}","signature":{"target":"price"}}""");
        File.WriteAllBytes(Path.Combine(package, PackageFolder.PipelineName), PipelineFormat.Write(Pipeline));
        File.WriteAllBytes(Path.Combine(package, RegisteredAs.FileName), new RegisteredAs(version, ["rooms"], LogPolicy.Everything).ToJson());
        return Path.Combine(Folder, folder);
    }

    /// <summary>A file of some bytes and the model behind them.</summary>
    public string WriteProgram(string name = "house")
    {
        var path = Path.Combine(Folder, "program");
        using var file = File.Create(path);
        file.Write("the program itself"u8);
        AttachedPackage.Append(file, name, 3, Content);
        return path;
    }

    public double Predict(double area, long rooms) =>
        Pipeline.Predict(Table.Of(("area", new DoubleColumn([area])), ("rooms", new IntegerColumn(ColumnType.Int64, [rooms], new bool[1])))).Values[0];

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
