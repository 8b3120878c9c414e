package io.odradek.sim.check;

import org.jspecify.annotations.Nullable;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * Finds every collection that is reachable from an object through the product's own classes, and
 * how much it holds. Nothing has to be told to it, so what is added tomorrow is seen, too.
 * Messages, metadata images and what is below the seams are not entered.
 */
final class Holdings {
    private static final List<String> FOREIGN =
            List.of(
                    "io.odradek.sim.node.",
                    "io.odradek.sim.net.",
                    "io.odradek.sim.plant.",
                    "io.odradek.raft.sim.",
                    "io.odradek.log.io.",
                    "io.odradek.wire.",
                    "io.odradek.controller.image.",
                    "io.odradek.broker.config.");

    private static final ClassValue<List<Field>> FIELDS =
            new ClassValue<>() {
                @Override
                protected List<Field> computeValue(Class<?> type) {
                    return fieldsOf(type);
                }
            };

    private record Place(Object thing, String name, @Nullable Place in) {
        String way() {
            return in == null ? name : in.way() + " > " + name;
        }
    }

    /** Is told what is held. */
    interface Finder {
        /**
         * @param name "Class.field"
         * @param size how many elements a collection there holds, or how many wait for a future
         *     there
         * @param way how it is reached, for people
         */
        void found(String name, long size, Supplier<String> way);
    }

    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    private final ArrayDeque<Place> open = new ArrayDeque<>();
    private final Finder finder;

    private Holdings(Finder finder) {
        this.finder = finder;
    }

    static void walk(Object root, Finder finder) {
        Holdings walk = new Holdings(finder);
        walk.reach(root, root.getClass().getSimpleName(), null);
        for (Place next = walk.open.poll(); next != null; next = walk.open.poll()) {
            walk.enter(next);
        }
    }

    private void reach(Object thing, String name, @Nullable Place in) {
        if (isEntered(thing) && seen.add(thing)) {
            open.add(new Place(thing, name, in));
        }
    }

    private static boolean isEntered(Object thing) {
        return switch (thing) {
            case Collection<?> _, Map<?, ?> _, Optional<?> _, CompletableFuture<?> _ -> true;
            case AtomicReference<?> _ -> true;
            case Object[] _ -> true;
            default -> isProduct(thing.getClass());
        };
    }

    private static boolean isProduct(Class<?> type) {
        String name = type.getName();
        return name.startsWith("io.odradek.")
                && !type.isEnum()
                && FOREIGN.stream().noneMatch(name::startsWith);
    }

    private void enter(Place place) {
        switch (place.thing) {
            case Collection<?> all -> {
                finder.found(place.name, all.size(), place::way);
                all.forEach(one -> reachElement(one, place));
            }
            case Map<?, ?> all -> {
                finder.found(place.name, all.size(), place::way);
                all.forEach(
                        (key, value) -> {
                            reachElement(key, place);
                            reachElement(value, place);
                        });
            }
            case Optional<?> maybe -> maybe.ifPresent(one -> reachElement(one, place));
            case AtomicReference<?> cell -> reachElement(cell.get(), place);
            case CompletableFuture<?> future -> {
                finder.found(place.name, future.getNumberOfDependents(), place::way);
                if (future.isDone() && !future.isCompletedExceptionally()) {
                    reachElement(future.join(), place);
                }
            }
            case Object[] all -> {
                for (Object one : all) {
                    reachElement(one, place);
                }
            }
            default -> fields(place);
        }
    }

    private void reachElement(@Nullable Object one, Place in) {
        if (one != null) {
            reach(one, in.name + (one instanceof Collection || one instanceof Map ? "[]" : ""), in);
        }
    }

    private void fields(Place place) {
        for (Field field : FIELDS.get(place.thing.getClass())) {
            try {
                Object value = field.get(place.thing);
                if (value != null) {
                    reach(value, name(field), place);
                }
            } catch (IllegalAccessException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** What a lambda has captured goes by the class that it stands in. */
    private static String name(Field field) {
        String owner = field.getDeclaringClass().getSimpleName();
        int lambda = owner.indexOf("$$Lambda");
        return lambda < 0
                ? owner + "." + field.getName()
                : "a lambda of " + owner.substring(0, lambda);
    }

    private static List<Field> fieldsOf(Class<?> type) {
        List<Field> fields = new ArrayList<>();
        for (Class<?> at = type; at != null && isProduct(at); at = at.getSuperclass()) {
            for (Field field : at.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers()) && !field.getType().isPrimitive()) {
                    field.setAccessible(true);
                    fields.add(field);
                }
            }
        }
        return fields;
    }
}
