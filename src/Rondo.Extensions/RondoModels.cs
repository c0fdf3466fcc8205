using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Rondo.Deploy.InProcess;
using Rondo.Engine.Recipes;
using Rondo.Lifecycle.Serving;

namespace Rondo.Extensions;

/// <summary>Models in a container: loaded and checked at start-up, followed while the program runs, injected where they predict.</summary>
public static class RondoModels
{
    extension(IServiceCollection services)
    {
        /// <summary>A model over records of a class, injected as <see cref="IPredictor{T}"/> or <see cref="RondoModel{T}"/>.</summary>
        /// <param name="reference">name, name@alias or name@version.</param>
        /// <param name="change">Says where the model is and how it is followed, such as <c>o =&gt; o with { Workspace = "/srv/house/.rondo" }</c>.</param>
        public IServiceCollection AddRondoModel<T>(string reference, Func<LocalModelOptions, LocalModelOptions>? change = null)
        {
            services.AddModels();
            services.AddSingleton(provider => provider.GetRequiredService<OpenedModels>().At(change).Load<T>(reference));
            services.AddSingleton<IPredictor<T>>(provider => provider.GetRequiredService<RondoModel<T>>());
            return services.LoadAtStart<RondoModel<T>>();
        }

        /// <summary>A model for rows without a class, injected as <see cref="RondoModel"/>.</summary>
        /// <inheritdoc cref="AddRondoModel{T}"/>
        public IServiceCollection AddRondoModel(string reference, Func<LocalModelOptions, LocalModelOptions>? change = null)
        {
            services.AddModels();
            services.AddSingleton(provider => provider.GetRequiredService<OpenedModels>().At(change).Load(reference));
            return services.LoadAtStart<RondoModel>();
        }

        void AddModels() => services.TryAddSingleton<OpenedModels>();

        // A program that can't predict should not come up.
        IServiceCollection LoadAtStart<TModel>()
            where TModel : class => services.AddSingleton<IHostedService>(provider => new LoadedAtStart(() => provider.GetRequiredService<TModel>()));
    }
}
