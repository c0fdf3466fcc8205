using System.Runtime.InteropServices;
using SQLitePCL;

namespace Rondo.Sources.Sqlite;

/// <summary>Chooses the SQLite library: the system's when it is recent enough, because its fixes come with the system, else the bundled one.</summary>
public static unsafe class NativeSqlite
{
    // RETURNING and the library that the provider was made for: both 3.35.
    const int OldestVersion = 3_035_000;

    static readonly Lock _gate = new();
    static bool _isReady;

    public static void Load()
    {
        lock (_gate)
        {
            if (_isReady) return;
            NativeLibrary.SetDllImportResolver(typeof(SQLite3Provider_e_sqlite3).Assembly, Resolve);
            raw.SetProvider(new SQLite3Provider_e_sqlite3());
            _isReady = true;
        }
    }

    static nint Resolve(string name, System.Reflection.Assembly assembly, DllImportSearchPath? path)
    {
        if (name != "e_sqlite3") return 0;
        foreach (var candidate in SystemLibraries())
        {
            if (!NativeLibrary.TryLoad(candidate, out var library)) continue;
            if (IsRecent(library)) return library;
            NativeLibrary.Free(library);
        }
        return 0;
    }

    static string[] SystemLibraries()
    {
        if (OperatingSystem.IsLinux()) return ["libsqlite3.so.0"];
        return OperatingSystem.IsMacOS() ? ["/usr/lib/libsqlite3.dylib"] : [];
    }

    static bool IsRecent(nint library) =>
        NativeLibrary.TryGetExport(library, "sqlite3_libversion_number", out var version)
        && ((delegate* unmanaged[Cdecl]<int>)version)() >= OldestVersion;
}
