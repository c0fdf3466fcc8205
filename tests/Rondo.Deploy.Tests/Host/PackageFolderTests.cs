using Rondo.Deploy.Host;
using Rondo.Engine.Errors;

namespace Rondo.Deploy.Tests.Host;

public sealed class PackageFolderTests : IDisposable
{
    readonly string _root = Directory.CreateTempSubdirectory("rondo-deploy-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void A_package_and_a_folder_of_packages_are_catalogs()
    {
        Write("one", "house", TrainedModels.House.Pipeline);
        Write("two", "churn", TrainedModels.Churn.Pipeline);
        var single = PackageFolder.Open(Path.Combine(_root, "one"));
        Assert.Equal(["house"], single.Models().Select(m => m.Name));
        Assert.Equal("y", single.Open("house", 1).Target);
        Assert.Equal(["churn", "house"], PackageFolder.Open(_root).Models().Select(m => m.Name));
        Assert.Equal("churn", ServedModel.Load("churn", 1, PackageFolder.Open(_root).Open("churn", 1)).Name);
    }

    [Fact]
    public void What_is_no_package_is_told_so()
    {
        Assert.Equal("no_package", Code(() => PackageFolder.Open(Path.Combine(_root, "nowhere"))));
        Assert.Equal("no_package", Code(() => PackageFolder.Open(_root)));
        Write("one", "house", [1]);
        Write("two", "house", [1]);
        Assert.Equal("invalid_package", Code(() => PackageFolder.Open(_root)));
        File.WriteAllText(Path.Combine(_root, "two", "model.json"), "{");
        Assert.Equal("invalid_package", Code(() => PackageFolder.Open(_root)));
        Assert.Equal("unknown_version", Code(() => PackageFolder.Open(Path.Combine(_root, "one")).Open("house", 2)));
    }

    static string Code(Action act) => Assert.Throws<RondoException>(act).Mistakes[0].Code;

    void Write(string folder, string name, byte[] pipeline)
    {
        var path = Directory.CreateDirectory(Path.Combine(_root, folder)).FullName;
        File.WriteAllBytes(Path.Combine(path, "pipeline.bin"), pipeline);
        File.WriteAllText(Path.Combine(path, "model.json"), $$"""{"name":"{{name}}","signature":{"target":"y"} }""");
    }
}
