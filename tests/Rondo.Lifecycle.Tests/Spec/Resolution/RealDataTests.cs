using Rondo.Engine.Algorithms;
using Rondo.Lifecycle.Spec;
using Rondo.Lifecycle.Spec.Resolution;
using Rondo.Prepare.Sources;

namespace Rondo.Lifecycle.Tests.Spec.Resolution;

public sealed class RealDataTests
{
    [Fact]
    public void Housing_is_a_regression_on_all_its_columns()
    {
        var resolved = Resolve("california_housing.csv", "median_house_value");

        Assert.Equal(TaskKind.Regression, resolved.Task);
        Assert.Equal(9, resolved.Features.Length);
        Assert.Empty(resolved.Dropped);
        Assert.Empty(resolved.Alerts);
    }

    [Fact]
    public void Titanic_loses_the_number_and_the_names_of_its_passengers()
    {
        var resolved = Resolve("titanic.csv", "Survived");

        Assert.Equal(TaskKind.Binary, resolved.Task);
        Assert.Equal(["0", "1"], resolved.Classes);
        Assert.Equal(["Pclass", "Sex", "Age", "SibSp", "Parch", "Ticket", "Fare", "Cabin", "Embarked"], resolved.Features);
        Assert.Equal("roc_auc", resolved.Spec.Train.Metric);
    }

    [Fact]
    public void Flowers_and_penguins_are_classes()
    {
        Assert.Equal(["setosa", "versicolor", "virginica"], Resolve("iris.csv", "species").Classes);
        Assert.Equal("log_loss", Resolve("penguins.csv", "species").Spec.Train.Metric);
    }

    [Fact]
    public void Rented_bikes_are_counted_and_their_hours_are_only_numbered()
    {
        var resolved = Resolve("bike_sharing_hour.csv", "cnt");

        Assert.Equal(TaskKind.Regression, resolved.Task);
        Assert.Equal(["instant"], resolved.Dropped.Select(d => d.Name));
    }

    static ResolvedSpec Resolve(string file, string target)
    {
        var path = Path.Combine(Folder() ?? "", file);
        Assert.SkipWhen(!File.Exists(path), $"The data set {file} (RONDO_DATA) is absent.");
        return SpecResolver.Resolve(SpecDocument.ForData(path, target), SourceReader.Read(new SourceSpec(path)));
    }

    static string? Folder()
    {
        if (Environment.GetEnvironmentVariable("RONDO_DATA") is { Length: > 0 } given) return given;
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
            if (File.Exists(Path.Combine(at.FullName, "Rondo.slnx"))) return Path.Combine(at.Parent?.FullName ?? "", "shared", "data");
        return null;
    }
}
