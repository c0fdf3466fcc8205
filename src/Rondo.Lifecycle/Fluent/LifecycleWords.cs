using Rondo.Engine.Catalog;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Spec;

namespace Rondo.Lifecycle.Fluent;

/// <summary>The sections of a lifecycle; <see cref="Build"/> makes a spec of them.</summary>
public sealed class LifecycleWords : SectionWords<LifecycleWords>
{
    /// <summary>The version of the file's words; 1 is the only one.</summary>
    public LifecycleWords Version(int version) => Put(version, "version");

    public LifecycleWords Name(string name) => Put(name, "name");

    public LifecycleWords Define(Func<DefineWords, DefineWords> say) => Nested("define", say);

    public LifecycleWords Prepare(Func<PrepareWords, PrepareWords> say) => Nested("prepare", say);

    public LifecycleWords Train(Func<TrainWords, TrainWords> say) => Nested("train", say);

    public LifecycleWords Deploy(Func<OtherWords, OtherWords> say) => Nested("deploy", say);

    public LifecycleWords Observe(Func<OtherWords, OtherWords> say) => Nested("observe", say);

    public LifecycleWords Experiment(Func<OtherWords, OtherWords> say) => Nested("experiment", say);

    public LifecycleWords Retrain(Func<OtherWords, OtherWords> say) => Nested("retrain", say);

    /// <summary>The same over a record, whose properties are the columns.</summary>
    public TypedWords<T> Typed<T>() => new(this);

    /// <summary>The spec, checked as a file is checked.</summary>
    /// <param name="parts">The parts that it may name; those of the product when null.</param>
    /// <exception cref="RondoException">All mistakes in it.</exception>
    public LifecycleSpec Build(PartCatalog? parts = null) => SpecReader.ReadSaid(Map, parts).Spec;
}
