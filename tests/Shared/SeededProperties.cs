using FsCheck;

namespace Rondo.Tests.Shared;

/// <summary>Checks properties on the same cases in every run.</summary>
static class SeededProperties
{
    // FsCheck wants an odd second number.
    private static readonly Config s_seeded = Config.QuickThrowOnFailure.WithReplay(42, 4711);

    public static void CheckSeeded(this Property property) => Check.One(s_seeded, property);
}
