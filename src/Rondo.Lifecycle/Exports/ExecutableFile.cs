using System.Runtime.InteropServices;
using Rondo.Deploy.Host;
using Rondo.Lifecycle.Images;
using Rondo.Lifecycle.Serving;
using Rondo.Lifecycle.Store;

namespace Rondo.Lifecycle.Exports;

/// <summary>The serving program with a model behind its end: one file that predicts, wherever there is a Linux of its architecture.</summary>
/// <param name="Program">The serving program's bytes.</param>
public sealed record ExecutableFile(byte[] Program, string Name, int Version, ModelContent Content)
{
    const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    /// <param name="program">The serving program's file.</param>
    public static ExecutableFile Of(Workspace workspace, ModelVersion version, string program)
    {
        var package = LeavingPackage.Open(workspace, version);
        var content = new ModelContent(package.ReadPipeline()) { Target = package.Description.Signature.Target, OptionalColumns = StoredModels.OptionalOf(package), Log = new DeclaredServing(package.Description.Spec).Log };
        return new ExecutableFile(File.ReadAllBytes(program), version.Model, version.Number, content);
    }

    /// <summary>Whether this machine can run it.</summary>
    public bool RunsHere => OperatingSystem.IsLinux() && RuntimeInformation.OSArchitecture == ServingProgram.ArchitectureOf(Program);

    public void WriteTo(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = Mode;
        using var file = new FileStream(path, options);
        file.Write(Program);
        AttachedPackage.Append(file, Name, Version, Content);
        file.Flush(flushToDisk: true);
    }
}
