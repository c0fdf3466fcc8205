using System.Runtime.InteropServices;
using Rondo.Engine.Errors;

namespace Rondo.Lifecycle.Images;

/// <summary>The program that images and executables consist of, beside a model: published with the product, self-contained and trimmed.</summary>
public static class ServingProgram
{
    public const string FileName = "rondo-serve";

    /// <summary>Where it lies in a published product.</summary>
    public static string DefaultPath { get; } = Path.Combine(AppContext.BaseDirectory, "host", FileName);

    /// <exception cref="RondoException">It was not published.</exception>
    public static string Find() => File.Exists(DefaultPath) ? DefaultPath
        : throw new RondoException("no_serving_program", $"The program that serves is not in '{Path.GetDirectoryName(DefaultPath)}'.",
            "Call `./rondo image` or `./rondo export --to executable` of the sources once: they build it.");

    /// <summary>The architecture as images name it, by the program's own header.</summary>
    /// <exception cref="RondoException">It is no program for Linux.</exception>
    public static Architecture ArchitectureOf(ReadOnlySpan<byte> program)
    {
        // ELF: magic, and the machine at 18.
        if (program.Length > 20 && program[..4].SequenceEqual("\u007fELF"u8))
        {
            switch (program[18])
            {
                case 62: return Architecture.X64;
                case 183: return Architecture.Arm64;
            }
        }
        throw new RondoException("bad_serving_program", $"'{FileName}' is no program for Linux on x64 or arm64.");
    }
}
