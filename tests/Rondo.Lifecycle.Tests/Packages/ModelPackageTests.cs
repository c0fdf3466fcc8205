using System.Collections.Immutable;
using System.Text.Json;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Data;
using Rondo.Lifecycle.Packages;
using Rondo.Lifecycle.Store;
using Rondo.Lifecycle.Tests.Store;

namespace Rondo.Lifecycle.Tests.Packages;

public sealed class ModelPackageTests : IDisposable
{
    readonly TestWorkspace _test = new();

    ObjectStore Objects => _test.Objects;

    string NewFolder => Path.Combine(_test.Root, "package");

    [Fact]
    public void A_stored_package_gives_back_what_was_put_in()
    {
        var description = TestWorkspace.Describe();
        var hash = new PackageWriter(Objects, description, [1, 2, 3]).Add("plots/roc.json", "{}"u8).Save().Hash;

        var package = ModelPackage.Open(Objects, hash);

        Assert.Equal([1, 2, 3], package.ReadPipeline());
        Assert.Equal("{}"u8.ToArray(), package.Read("plots/roc.json"));
        Assert.Equal(["model.json", "pipeline.bin", "plots/roc.json"], package.Manifest.Files.Keys);
        var signature = package.Description.Signature;
        Assert.Equal((TaskKind.Binary, "late", "true", 0.5), (signature.Task, signature.Target, signature.Positive, signature.Threshold));
        Assert.Equal([new("distance", ColumnType.Int64), new("origin", ColumnType.Text)], signature.Columns);
        Assert.Equal(["false", "true"], signature.Classes);
        Assert.Equal("late", package.Description.Spec.GetProperty("define").GetProperty("target").GetString());
        Assert.Equal((0.71, null), (package.Description.Metrics["roc_auc"], package.Description.Metrics["mcc"]));
        package.Verify();
    }

    [Fact]
    public void The_model_hash_is_that_of_pipeline_and_signature_alone()
    {
        var description = TestWorkspace.Describe();
        var elsewhere = description with
        {
            Name = "renamed",
            Lineage = description.Lineage with { Run = "x", Created = DateTimeOffset.UnixEpoch, GitCommit = "c", RondoVersion = "9" },
            Metrics = new Dictionary<string, double?>(),
        };
        var otherSignature = description with { Signature = description.Signature with { Threshold = 0.6 } };

        var hash = Save(description, [1]).ModelHash;

        Assert.Equal(hash, Save(elsewhere, [1]).ModelHash);
        Assert.NotEqual(Save(description, [1]).Hash, Save(elsewhere, [1]).Hash);
        Assert.NotEqual(hash, Save(otherSignature, [1]).ModelHash);
        Assert.NotEqual(hash, Save(description, [2]).ModelHash);
    }

    [Fact]
    public void The_model_hash_of_version_1_does_not_change()
    {
        var signature = new ModelSignature { Task = TaskKind.Regression, Target = "y", Columns = [new("x", ColumnType.Double)] };

        // Hashlib: sha256(b"rondo-model-1\n" + (3).to_bytes(8, "little") + b"\1\2\3" + (len(s)).to_bytes(8, "little") + s) with s as here.
        Assert.Equal("""{"classes":[],"columns":[{"name":"x","type":"double"}],"target":"y","task":"regression"}""",
            System.Text.Encoding.UTF8.GetString(signature.ToCanonicalJson()));
        Assert.Equal("c01e4d705f2636cb6a9d5c42a1790610fa0d7016aad5385df2dcdddb38e7d195", ModelHash.Of([1, 2, 3], signature));
    }

    [Fact]
    public void Equal_packages_have_equal_hashes()
    {
        var first = Save(TestWorkspace.Describe(), [1]);
        using var other = new TestWorkspace();

        Assert.Equal(first.Hash, new PackageWriter(other.Objects, TestWorkspace.Describe(), [1]).Save().Hash);
    }

    [Fact]
    public void An_exported_folder_is_imported_with_the_same_hash()
    {
        var package = new PackageWriter(Objects, TestWorkspace.Describe(), [1, 2]).Add("plots/roc.json", "{}"u8).Save();
        package.Export(NewFolder);
        using var other = new TestWorkspace();

        var imported = ModelPackage.Import(other.Objects, NewFolder);

        Assert.Equal(package.Hash, imported.Hash);
        Assert.Equal("{}", File.ReadAllText(Path.Combine(NewFolder, "plots", "roc.json")));
        imported.Verify();
        Expect.Mistake("folder_not_empty", () => package.Export(NewFolder));
    }

    [Fact]
    public void A_folder_with_a_changed_or_missing_file_is_refused()
    {
        var package = Save(TestWorkspace.Describe(), [1, 2]);
        package.Export(NewFolder);
        var pipeline = Path.Combine(NewFolder, "pipeline.bin");

        File.WriteAllBytes(pipeline, [1, 3]);
        Expect.Mistake("damaged_package", () => ModelPackage.Import(Objects, NewFolder));
        File.WriteAllBytes(pipeline, [1, 2, 3]);
        Expect.Mistake("damaged_package", () => ModelPackage.Import(Objects, NewFolder));
        File.Delete(pipeline);
        Expect.Mistake("invalid_package", () => ModelPackage.Import(Objects, NewFolder));
        File.Delete(Path.Combine(NewFolder, "manifest.json"));
        Expect.Mistake("invalid_package", () => ModelPackage.Import(Objects, NewFolder));
    }

    [Fact]
    public void A_folder_whose_model_hash_is_not_that_of_its_pipeline_is_refused()
    {
        Save(TestWorkspace.Describe(), [1, 2]).Export(NewFolder);
        byte[] other = [3, 4];
        File.WriteAllBytes(Path.Combine(NewFolder, "pipeline.bin"), other);
        var path = Path.Combine(NewFolder, "manifest.json");
        File.WriteAllText(path, File.ReadAllText(path).Replace(ObjectHash.Of([1, 2]), ObjectHash.Of(other), StringComparison.Ordinal));

        Expect.Mistake("damaged_package", () => ModelPackage.Import(Objects, NewFolder));
    }

    [Theory]
    [InlineData("../evil")]
    [InlineData("/etc/passwd")]
    [InlineData("a/../../evil")]
    [InlineData("a\\b")]
    [InlineData("C:evil")]
    [InlineData("./a")]
    [InlineData("a//b")]
    [InlineData(".hidden")]
    [InlineData("nul.txt")]
    [InlineData("trailing.")]
    [InlineData("manifest.json")]
    [InlineData("")]
    public void A_name_that_leads_out_of_the_folder_or_means_something_else_is_refused(string name)
    {
        var writer = new PackageWriter(Objects, TestWorkspace.Describe(), [1]);

        Expect.Mistake("invalid_package", () => writer.Add(name, "x"u8));
        Expect.Mistake("invalid_package", () => PackageManifest.Parse(Manifest(name)));
    }

    [Fact]
    public void Names_that_some_systems_take_for_one_are_refused()
    {
        Expect.Mistake("invalid_package", () => PackageManifest.Parse(Manifest("a", "A")));
        Expect.Mistake("invalid_package", () => PackageManifest.Parse(Manifest("a", "a/b")));
        Assert.Equal(2, PackageManifest.Parse(Manifest("a", "b/a")).Files.Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"format":2,"files":{}}""")]
    [InlineData("""{"format":1,"files":null}""")]
    [InlineData("""{"format":1,"files":{"a":null}}""")]
    [InlineData("""{"format":1,"files":{"a":{"sha256":"xyz","size":1}}}""")]
    [InlineData("""{"format":1,"files":{"a":{"sha256":null,"size":1}}}""")]
    [InlineData("""{"format":1,"format":1,"files":{}}""")]
    public void A_manifest_that_was_not_written_here_is_refused(string json) =>
        Expect.Mistake("invalid_package", () => PackageManifest.Parse(System.Text.Encoding.UTF8.GetBytes(json)));

    [Fact]
    public void A_damaged_object_of_a_package_is_found()
    {
        var package = Save(TestWorkspace.Describe(), [1, 2]);
        File.WriteAllBytes(_test.ObjectPath(ObjectHash.Of([1, 2])), [1, 3]);

        Expect.Mistake("object_damaged", () => package.ReadPipeline());
        Expect.Mistake("object_damaged", package.Verify);
    }

    [Fact]
    public void A_package_without_a_pipeline_or_with_an_unreadable_description_is_refused()
    {
        var text = new PackageFile(Objects.Put("hello"u8), 5);

        Expect.Mistake("invalid_package", () => ModelPackage.Open(Objects, Store(("model.json", text))));
        Expect.Mistake("invalid_package", () => ModelPackage.Open(Objects, Store(("model.json", text), ("pipeline.bin", text))));
        var empty = new PackageFile(Objects.Put("{}"u8), 2);
        Expect.Mistake("invalid_package", () => ModelPackage.Open(Objects, Store(("model.json", empty), ("pipeline.bin", text))));
    }

    public void Dispose() => _test.Dispose();

    ModelPackage Save(ModelDescription description, byte[] pipeline) => new PackageWriter(Objects, description, pipeline).Save();

    string Store(params ReadOnlySpan<(string Name, PackageFile File)> files)
    {
        var manifest = new PackageManifest { Files = [] };
        foreach (var (name, file) in files) manifest.Files.Add(name, file);
        return Objects.Put(manifest.ToCanonicalJson());
    }

    static byte[] Manifest(params string[] names) => JsonSerializer.SerializeToUtf8Bytes(new
    {
        format = 1,
        files = names.ToImmutableDictionary(name => name, _ => new { sha256 = new string('0', 64), size = 1 }),
    });
}
