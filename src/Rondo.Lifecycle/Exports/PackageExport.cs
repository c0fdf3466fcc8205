using Rondo.Deploy.Host;
using Rondo.Lifecycle.Serving;
using Rondo.Lifecycle.Store;

namespace Rondo.Lifecycle.Exports;

/// <summary>A version's package as a folder that <c>rondo serve --package</c>, images and clouds' model folders take.</summary>
public static class PackageExport
{
    public const string Target = "package";

    /// <param name="folder">New or empty.</param>
    /// <exception cref="Engine.Errors.RondoException">The folder isn't empty or can't be written.</exception>
    public static void Write(Workspace workspace, ModelVersion version, string folder)
    {
        var package = workspace.Models.Open(version);
        package.Export(folder);
        File.WriteAllBytes(Path.Combine(folder, RegisteredAs.FileName), new RegisteredAs(version.Number, StoredModels.OptionalOf(package), new DeclaredServing(package.Description.Spec).Log).ToJson());
    }
}
