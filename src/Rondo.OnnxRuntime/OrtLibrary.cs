using System.Runtime.InteropServices;
using System.Runtime.InteropServices.Marshalling;
using System.Text;
using Rondo.Engine.Errors;

namespace Rondo.OnnxRuntime;

/// <summary>ONNX Runtime's shared library, loaded once: what this machine has beside the program, or where the environment points.</summary>
sealed unsafe class OrtLibrary
{
    /// <summary>Names the library's file, or the folder that it is in.</summary>
    public const string PathVariable = "RONDO_ONNXRUNTIME";

    const int LogFatalOnly = 4;
    static readonly Lock _gate = new();
    static OrtLibrary? _loaded;

    readonly OrtApi* _api;

    OrtLibrary(OrtApiBase* source, string path)
    {
        Version = Utf8StringMarshaller.ConvertToManaged(source->GetVersionString()) ?? "?";
        _api = source->GetApi(OrtApi.Version);
        if (_api is null) throw new RondoException("no_onnxruntime", $"'{path}' is ONNX Runtime {Version}; 1.11 or later is needed.", Fix);
        nint environment, allocator, memory;
        fixed (byte* name = "rondo\0"u8) Check(_api->CreateEnv(LogFatalOnly, name, &environment));
        Check(_api->DisableTelemetryEvents(environment));
        Check(_api->GetAllocatorWithDefaultOptions(&allocator));
        Check(_api->CreateCpuMemoryInfo(0, 0, &memory));
        (Environment, Allocator, Memory) = (environment, allocator, memory);
    }

    public string Version { get; }

    public nint Environment { get; }

    public nint Allocator { get; }

    public nint Memory { get; }

    public ref readonly OrtApi Api => ref *_api;

    static string Fix => $"Run `npm install onnxruntime-node` (or `npm ci` in Rondo's repository), put {FileName} beside the program, or name it by {PathVariable}.";

    static string FileName => OperatingSystem.IsWindows() ? "onnxruntime.dll" : OperatingSystem.IsMacOS() ? "libonnxruntime.1.dylib" : "libonnxruntime.so.1";

    /// <exception cref="RondoException">There is none, or it does not load; says how to get one.</exception>
    public static OrtLibrary Load()
    {
        if (Volatile.Read(ref _loaded) is { } loaded) return loaded;
        lock (_gate)
        {
            if (_loaded is { } other) return other;
            var made = Open(Find() ?? throw new RondoException("no_onnxruntime", $"This model was made elsewhere and needs ONNX Runtime, whose library {FileName} is not here.", Fix));
            Volatile.Write(ref _loaded, made);
            return made;
        }
    }

    /// <summary>Whether there is a library to load.</summary>
    public static bool IsThere => Find() is not null;

    /// <exception cref="RondoException">The status says that something went wrong; has the library's words.</exception>
    public void Check(nint status)
    {
        if (status == 0) return;
        var message = Utf8StringMarshaller.ConvertToManaged(_api->GetErrorMessage(status)) ?? "no reason given";
        _api->ReleaseStatus(status);
        throw new RondoException("onnx_refused", $"ONNX Runtime {Version} refuses the model: {Shortened(message)}");
    }

    static OrtLibrary Open(string path)
    {
        if (!NativeLibrary.TryLoad(path, out var handle) || !NativeLibrary.TryGetExport(handle, "OrtGetApiBase", out var export))
            throw new RondoException("no_onnxruntime", $"'{path}' does not load as ONNX Runtime on this platform ({RuntimeInformation.RuntimeIdentifier}).", Fix);
        return new OrtLibrary(((delegate* unmanaged[Cdecl]<OrtApiBase*>)export)(), path);
    }

    // The variable decides alone. Else beside the program; else what npm put into a folder above it, or above the folder that one works in.
    static string? Find()
    {
        if (System.Environment.GetEnvironmentVariable(PathVariable) is { Length: > 0 } named)
            return Directory.Exists(named) ? Path.Combine(named, FileName) : named;
        var beside = Path.Combine(AppContext.BaseDirectory, FileName);
        return File.Exists(beside) ? beside : FindAbove(AppContext.BaseDirectory) ?? FindAbove(System.Environment.CurrentDirectory);
    }

    static string? FindAbove(string start)
    {
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            var package = Path.Combine(folder.FullName, "node_modules", "onnxruntime-node", "bin");
            if (!Directory.Exists(package)) continue;
            foreach (var binding in Directory.EnumerateDirectories(package, "napi-v*").OrderDescending(StringComparer.Ordinal))
                if (Path.Combine(binding, Platform, FileName) is var path && File.Exists(path)) return path;
        }
        return null;
    }

    static string Platform => Path.Combine(
        OperatingSystem.IsWindows() ? "win32" : OperatingSystem.IsMacOS() ? "darwin" : "linux",
        RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "arm64" : "x64");

    // A message may quote the model, which may say anything.
    static string Shortened(string message)
    {
        const int most = 500;
        var line = new StringBuilder(Math.Min(message.Length, most));
        foreach (var c in message.AsSpan(0, Math.Min(message.Length, most))) line.Append(char.IsControl(c) ? ' ' : c);
        return message.Length > most ? $"{line}..." : line.ToString();
    }
}
